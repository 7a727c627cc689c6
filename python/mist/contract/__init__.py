"""What a job declares: reads a function's signature, and maps values between JSON and Python."""

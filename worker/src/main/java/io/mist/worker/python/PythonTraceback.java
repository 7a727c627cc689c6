package io.mist.worker.python;

/** What Python says about where an exception was raised, as the cause of what is told about it. */
public final class PythonTraceback extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String text;

    PythonTraceback(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}

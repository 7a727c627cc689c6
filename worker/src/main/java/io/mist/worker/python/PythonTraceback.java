package io.mist.worker.python;

/** Python's traceback of an exception, as the cause of the failure that is reported. */
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

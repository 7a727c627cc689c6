package io.mist.cli.screen;

/** A text in a table. Control characters are shown as blanks. */
public record Cell(String text, Style style) {

    public Cell {
        text = text.replaceAll("\\p{Cntrl}", " ");
    }

    public static Cell of(String text) {
        return new Cell(text, Style.NONE);
    }

    public static Cell state(String state) {
        return new Cell(state, Style.ofState(state));
    }

    int width() {
        return text.codePointCount(0, text.length());
    }

    String render(boolean colour) {
        return colour ? style.on(text) : text;
    }
}

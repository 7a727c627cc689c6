package io.mist.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows in aligned columns, two blanks apart. A row may have fewer cells than there are columns.
 *
 * <p>Not picocli's TextTable: that needs the widths before the rows, wraps or cuts long cells, and reads markup in them.
 */
public final class Table {

    private static final String GAP = "  ";

    private final List<List<Cell>> rows = new ArrayList<>();

    /** A table with a heading per column. */
    public static Table of(String... headings) {
        Table table = new Table();
        table.row(Stream.of(headings).map(h -> new Cell(h, Style.BOLD)).toArray(Cell[]::new));
        return table;
    }

    /** A table without headings: names and values. */
    public static Table ofFacts() {
        return new Table();
    }

    public Table row(Cell... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public Table row(String... cells) {
        return row(Stream.of(cells).map(Cell::of).toArray(Cell[]::new));
    }

    /** A name and its value; nothing if the value is empty. */
    public Table fact(String name, String value) {
        return fact(name, Cell.of(value));
    }

    public Table fact(String name, Cell value) {
        return value.text().isEmpty() ? this : row(new Cell(name, Style.DIM), value);
    }

    public List<String> lines(boolean colour) {
        int[] widths = widths();
        return rows.stream().map(row -> line(row, widths, colour)).toList();
    }

    private int[] widths() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<Cell> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).width());
            }
        }
        return widths;
    }

    private static String line(List<Cell> row, int[] widths, boolean colour) {
        int last = row.size() - 1;
        while (last > 0 && row.get(last).text().isEmpty()) {
            last--;
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i <= last; i++) {
            Cell cell = row.get(i);
            line.append(cell.render(colour));
            if (i < last) {
                line.append(" ".repeat(widths[i] - cell.width())).append(GAP);
            }
        }
        return line.toString();
    }
}

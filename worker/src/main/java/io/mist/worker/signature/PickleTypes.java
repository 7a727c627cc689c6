package io.mist.worker.signature;

import java.util.List;

/** The types in a table of {@link PickleEntries}. */
record PickleTypes(PickleEntries entries) {

    /** Deeper ones are in no contract. */
    private static final int MAX_DEPTH = 64;

    ScalaType read(int entry) {
        return read(entry, 0);
    }

    private ScalaType read(int entry, int depth) {
        if (depth > MAX_DEPTH) {
            return ScalaType.OTHER;
        }
        List<Integer> references = entries.references(entry);
        return switch (entries.tag(entry)) {
            case PickleEntries.TYPE_REFERENCE -> reference(references, depth);
            case PickleEntries.ANNOTATED_TYPE, PickleEntries.EXISTENTIAL_TYPE, PickleEntries.POLY_TYPE ->
                read(references.get(0), depth + 1);
            default -> ScalaType.OTHER;
        };
    }

    /** An alias without parameters that stands in this table is what it stands for. */
    private ScalaType reference(List<Integer> references, int depth) {
        int symbol = references.get(1);
        if (entries.tag(symbol) == PickleEntries.ALIAS && references.size() == 2) {
            return read(entries.symbol(symbol).info(), depth + 1);
        }
        return new ScalaType(
                entries.fullName(symbol),
                path(references.get(0)),
                references.subList(2, references.size()).stream()
                        .map(argument -> read(argument, depth + 1))
                        .toList());
    }

    private String path(int entry) {
        return switch (entries.tag(entry)) {
            case PickleEntries.THIS_TYPE ->
                entries.fullName(entries.references(entry).get(0));
            case PickleEntries.SINGLE_TYPE, PickleEntries.TYPE_REFERENCE ->
                entries.fullName(entries.references(entry).get(1));
            default -> "";
        };
    }
}

package io.mist.worker.contract.row;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mist.worker.contract.problem.UnfitValueException;
import java.io.IOException;
import java.math.BigDecimal;

/** Numbers as JSON has them: finite, and without the zeros that a column's scale adds. */
public final class JsonNumber {

    private JsonNumber() {}

    /** The number without trailing zeros: 1.5, not 1.500000000000000000. Only for numbers of a column. */
    public static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    public static void writeFinite(JsonGenerator out, float value) throws IOException {
        needFinite(value, "float");
        out.writeNumber(value);
    }

    public static void writeFinite(JsonGenerator out, double value) throws IOException {
        needFinite(value, "double");
        out.writeNumber(value);
    }

    /** For "(expected: …)". */
    public static String finite(String type) {
        return "a finite number in the range of a " + type;
    }

    private static void needFinite(double value, String type) {
        if (!Double.isFinite(value)) {
            throw new UnfitValueException(value + " (expected: " + finite(type) + ")");
        }
    }
}

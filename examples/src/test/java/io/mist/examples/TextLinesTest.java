package io.mist.examples;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.mist.testing.TestSpark;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextLinesTest {

    private final SparkSession spark = TestSpark.local();

    @ParameterizedTest
    @CsvSource({
        "an ERROR,error,true",
        "an error,ERROR,true",
        "an eror,error,false",
        "any,'',true",
        "'','',true",
        "'',a,false",
        "gro\u00dfe,GROSSE,false",
        "GRO\u1e9eE,gro\u00dfe,true",
        "\u00c4RGER,\u00e4rger,true",
        "T\u0130TLE,title,false",
        "\u039f\u0394\u039f\u03a3,\u03bf\u03b4\u03bf\u03c2,true",
        "a%b_c,%B_,true",
        "a\\Eb,\\eB,true",
        "(.*),.*,true"
    })
    void plansAndLambdasFindTheSame(String line, String filter, boolean found) {
        assertThat(TextLines.contains(line, filter)).isEqualTo(found);
        assertThat(spark.range(1)
                        .select(TextLines.contains(lit(line), lit(filter)))
                        .first()
                        .getBoolean(0))
                .isEqualTo(found);
    }
}

package io.mist.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class TestSparkTest {

    @Test
    void everyCallReturnsASessionOnOneSmallApplication() {
        SparkSession one = TestSpark.local();
        SparkSession other = TestSpark.local();
        one.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        one.range(1).createOrReplaceTempView("mine");
        assertThat(other).isNotSameAs(one);
        assertThat(other.sparkContext()).isSameAs(one.sparkContext());
        assertThat(other.catalog().tableExists("mine")).isFalse();
        assertThat(other.conf().get("spark.sql.shuffle.partitions")).isEqualTo("2");
        assertThat(other.sparkContext().uiWebUrl().isEmpty()).isTrue();
    }
}

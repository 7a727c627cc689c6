"""An input channel that a test pushes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from mist.ports import Input

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

T = TypeVar("T")


class TestInput(Input[T]):
    """An input without messages; ``type`` is the message's, and ``spark`` the session that the job gets too.

    For one query. After :meth:`push`, ``query.processAllAvailable()`` returns when the job has read the messages.
    """

    __test__ = False

    def __init__(self, type: type[T], spark: SparkSession) -> None:
        from mist.testing.types import message_type, row_type

        self._type = message_type(type)
        self._columns = row_type(self._type)
        self._spark = spark
        self._rows = self._memory_stream()

    def _memory_stream(self) -> Any:
        jvm: Any = self._spark._jvm
        session: Any = self._spark._jsparkSession
        schema = session.parseDataType(self._columns.json())
        sql = jvm.org.apache.spark.sql
        lenient = True
        encoder = sql.catalyst.encoders.RowEncoder.encoderFor(schema, lenient)
        return sql.execution.streaming.runtime.MemoryStream.apply(encoder, session)

    def stream(self) -> DataFrame:
        from pyspark.sql import DataFrame

        return DataFrame(self._rows.toDF(), self._spark)

    def push(self, *messages: T) -> None:
        """Pushes messages, which are in the same micro-batch if the query is not reading yet.

        Raises ``ValueError`` if one does not fit the message's type.
        """
        from mist.testing.types import row

        rows = self._spark.createDataFrame([row(self._type, message) for message in messages], self._columns)
        jvm: Any = self._spark._jvm
        collected = rows._jdf.collectAsList()
        self._rows.addData(jvm.scala.jdk.javaapi.CollectionConverters.asScala(collected).toSeq())

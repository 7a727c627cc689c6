from dataclasses import dataclass

from mist import Float32, Int8, Int16, Output, batch_job


@dataclass(frozen=True)
class Numbers:
    tiny: Int8
    small: Int16
    ratio: Float32


@batch_job("narrow")
def narrow(numbers: Numbers, tiny: Int8 = -1, ratio: Float32 = 0.25, *, out: Output[Numbers]) -> Numbers:
    return numbers

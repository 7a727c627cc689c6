from mist import batch_job


@batch_job("nothing")
def nothing() -> None:
    return None

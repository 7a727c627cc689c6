from mist import batch_job

import no_such_library


@batch_job("broken")
def broken() -> None:
    pass

/** The forms that live parameters have, each with what it is in a job, in a task and in a plan. */
@NullMarked
package io.mist.worker.live.form;

import org.jspecify.annotations.NullMarked;

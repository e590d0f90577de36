package dev.bigdaddy.jobs;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.move.JobRun;
import dev.bigdaddy.conductor.move.MoveFailedException;
import dev.bigdaddy.conductor.move.MoveJobs;
import dev.bigdaddy.conductor.move.MoveRun.Outcome;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.StorageException.Kind;
import dev.bigdaddy.topology.Job;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Takes one job on, step by step, until it is over, rests, or fails.
///
/// Between two steps it leaves the writers to others for as long as the step took, if there are
/// any. A step that met a busy writer is taken again; one that failed is tried again later, each
/// time later, and after some tries the job ends with the last reason. Safe for use by many
/// threads.
final class JobThread {
  private static final Logger LOG = System.getLogger("dev.bigdaddy.jobs");
  private static final int MOST_RETRIES = 5;
  private static final long FIRST_BACK_OFF_MILLIS = 500;
  static final long LONGEST_BACK_OFF_MILLIS = 30_000;
  private static final long LONGEST_REST_MILLIS = 10;
  private static final long BUSY_REST_MILLIS = 20;
  private static final long LONGEST_PACE_MILLIS = 1_000;

  private final MoveJobs jobs;
  private final long id;
  private final JobRun run;
  private final InstantSource clock;
  private final Ending ended;
  private final Thread thread;
  private boolean stopped;

  /// Hears that a job's thread has nothing left to do.
  @FunctionalInterface
  interface Ending {
    /// @param noted whether the topology says why, and when the job is taken on
    void ended(boolean noted);
  }

  JobThread(MoveJobs jobs, long id, JobRun run, InstantSource clock, Ending ended) {
    this.jobs = jobs;
    this.id = id;
    this.run = run;
    this.clock = clock;
    this.ended = ended;
    this.thread = Thread.ofPlatform().daemon().name("bigdaddy-job-" + id).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  void join() {
    join(thread);
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    boolean noted = false;
    try {
      while (step()) {
        // The next step.
      }
      noted = true;
    } catch (StorageException e) {
      if (e.kind() != Kind.CLOSED) {
        LOG.log(
            Level.WARNING,
            "job {0,number,#} could not note its failure, and rests: {1}",
            id,
            e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "job " + id + " could not note its failure, and rests", e);
    } finally {
      ended.ended(noted);
    }
  }

  /// Whether another step shall follow.
  private boolean step() {
    long start = System.nanoTime();
    try {
      if (run.step() != Outcome.MORE) {
        return false;
      }
    } catch (StorageException e) {
      return switch (e.kind()) {
        case BUSY, BUSY_SNAPSHOT, FENCED -> rest(BUSY_REST_MILLIS);
        case CLOSED, STOPPED -> false;
        default -> failed(e);
      };
    } catch (RuntimeException e) {
      return failed(e);
    }
    return rest(jobs.isInUse() ? restMillis(System.nanoTime() - start) : 0);
  }

  /// Others have the writers for as long as a step took, and longer where it moved rows faster than it
  /// shall.
  private long restMillis(long took) {
    long paced = TimeUnit.NANOSECONDS.toMillis(jobs.leastNanos(run.rowsMoved()) - took);
    long equal = Math.min(TimeUnit.NANOSECONDS.toMillis(took), LONGEST_REST_MILLIS);
    return Math.max(equal, Math.min(paced, LONGEST_PACE_MILLIS));
  }

  private boolean failed(RuntimeException e) {
    if (e instanceof MoveFailedException || e instanceof BigDaddyException) {
      // Meant to be read by whoever asks for the job.
      LOG.log(Level.WARNING, "a step of job {0,number,#} failed: {1}", id, e.getMessage());
    } else {
      LOG.log(Level.WARNING, "a step of job " + id + " failed", e);
    }
    int retries =
        jobs.open().stream().filter(job -> job.id() == id).mapToInt(Job::retries).sum();
    long backOff = Math.min(LONGEST_BACK_OFF_MILLIS, FIRST_BACK_OFF_MILLIS << retries);
    jobs.failedOnce(id, String.valueOf(e.getMessage()), clock.millis() + backOff);
    if (retries >= MOST_RETRIES || e instanceof MoveFailedException) {
      run.fail();
    }
    return false;
  }

  @SuppressWarnings("WaitNotInLoop") // Who wakes early looks early, which harms nobody.
  private synchronized boolean rest(long millis) {
    try {
      if (!stopped && millis > 0) {
        wait(millis);
      }
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

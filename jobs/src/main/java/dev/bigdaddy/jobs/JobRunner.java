package dev.bigdaddy.jobs;

import dev.bigdaddy.conductor.build.IndexBuild;
import dev.bigdaddy.conductor.build.IndexCleaning;
import dev.bigdaddy.conductor.move.JobRun;
import dev.bigdaddy.conductor.move.MoveJobs;
import dev.bigdaddy.conductor.move.Placements;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.StorageException.Kind;
import dev.bigdaddy.topology.Job;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the open jobs of a database, some at a time, each in a thread of its own. What it knows
/// stands in the topology: a new runner, after a crash or a close, goes on where the last one was.
///
/// Safe for use by many threads.
public final class JobRunner implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.bigdaddy.jobs");

  /// Each job holds writers again and again, so that many at a time would only wait for each other.
  private static final int MOST_RUNNING = 4;

  /// How often notes of surplus entries are looked at.
  private static final long CLEANING_MILLIS = 30_000;

  /// A failed look at the jobs is repeated after this long.
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final MoveJobs jobs;
  private final Placements placements;
  private final InstantSource clock;
  private final Map<Long, JobThread> running = new HashMap<>();

  /// When jobs are started again that could not note why they ended.
  private final Map<Long, Long> resting = new HashMap<>();

  private @Nullable Thread dispatcher;
  private boolean woken;

  /// Why the jobs could not be read last. Used by the dispatcher.
  private String toldReason = "";

  /// When notes of surplus entries are looked at next. Used by the dispatcher.
  private long nextCleaning;
  private boolean closed;

  /// Starts with the jobs that are open already.
  public JobRunner(MoveJobs jobs, Placements placements, InstantSource clock) {
    this.jobs = jobs;
    this.placements = placements;
    this.clock = clock;
    jobs.listener(this::wake);
    if (hasIndexes() || !jobs.open().isEmpty()) {
      wake();
    }
  }

  private boolean hasIndexes() {
    return !placements.schema().user().virtualIndexes().isEmpty();
  }

  /// Has it look for indexes that a schema change left to be built, and from then on to be cleaned.
  public void schemaChanged() {
    if (hasIndexes()) {
      wake();
    }
  }

  /// Has it look at the jobs: there is a new one, or something else is wanted of one.
  private synchronized void wake() {
    if (closed) {
      return;
    }
    woken = true;
    if (dispatcher == null) {
      dispatcher = Thread.ofPlatform().daemon().name("bigdaddy-jobs").start(this::dispatch);
    }
    notifyAll();
  }

  private void dispatch() {
    while (true) {
      long patience;
      try {
        patience = startWhatIsDue();
      } catch (StorageException e) {
        if (e.kind() == Kind.CLOSED) {
          return;
        }
        if (e.kind() == Kind.STOPPED) {
          LOG.log(
              Level.WARNING, "jobs rest until the database is opened again: {0}", e.getMessage());
          return;
        }
        patience = lookAgain(e);
      } catch (RuntimeException e) {
        patience = lookAgain(e);
      }
      if (!await(patience)) {
        return;
      }
    }
  }

  /// Tells of a failure once, however often it comes.
  private long lookAgain(RuntimeException e) {
    String reason = String.valueOf(e.getMessage());
    if (!reason.equals(toldReason)) {
      LOG.log(Level.WARNING, "the jobs could not be read; they are read again and again", e);
      toldReason = reason;
    }
    return LOOK_AGAIN_MILLIS;
  }

  /// How many milliseconds until the next job is due; 0 if none is known.
  private long startWhatIsDue() {
    long now = clock.millis();
    long next = 0;
    for (Job job : jobs.open()) {
      long wait = Math.max(job.times().nextTry(), restingUntil(job.id())) - now;
      if (job.wanted() == Job.Wanted.PAUSE) {
        continue;
      }
      if (wait > 0) {
        next = next == 0 ? wait : Math.min(next, wait);
      } else {
        start(job);
      }
    }
    long cleaning = clean(now);
    return next == 0 || cleaning == 0 ? Math.max(next, cleaning) : Math.min(next, cleaning);
  }

  /// How many milliseconds until notes are looked at again; 0 if there are no indexes.
  private long clean(long now) {
    if (!hasIndexes()) {
      return 0;
    }
    if (now >= nextCleaning) {
      nextCleaning = now + CLEANING_MILLIS;
      if (IndexCleaning.askWhereDue(placements)) {
        return 1;
      }
    }
    return Math.max(1, nextCleaning - now);
  }

  private synchronized void start(Job job) {
    long id = job.id();
    if (closed || running.containsKey(id) || running.size() >= MOST_RUNNING) {
      return;
    }
    JobThread thread = new JobThread(jobs, id, run(job), clock, noted -> ended(id, noted));
    running.put(id, thread);
    thread.start();
  }

  private JobRun run(Job job) {
    return switch (job.kind()) {
      case RESHARD -> jobs.run(job.id());
      case INDEX -> new IndexBuild(placements, job.id());
      case CLEAN -> new IndexCleaning(placements, job.id());
    };
  }

  private synchronized long restingUntil(long id) {
    return resting.getOrDefault(id, 0L);
  }

  private synchronized void ended(long id, boolean noted) {
    running.remove(id);
    if (noted) {
      resting.remove(id);
    } else {
      resting.put(id, clock.millis() + JobThread.LONGEST_BACK_OFF_MILLIS);
    }
    wake();
  }

  @SuppressWarnings("WaitNotInLoop") // Who wakes early looks early, which harms nobody.
  private synchronized boolean await(long millis) {
    try {
      if (!woken && !closed) {
        wait(millis);
      }
      woken = false;
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Lets each job end its step; they go on when the database is opened again.
  @Override
  public void close() {
    List<JobThread> last;
    Thread looking;
    synchronized (this) {
      closed = true;
      last = new ArrayList<>(running.values());
      looking = dispatcher;
      notifyAll();
    }
    last.forEach(JobThread::stop);
    last.forEach(JobThread::join);
    if (looking != null) {
      JobThread.join(looking);
    }
  }
}

package dev.bigdaddy.topology;

import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The jobs of a database, as the topology keeps them. What has ended stays to be seen, up to a limit.
public final class Jobs {
  /// Ended jobs that are kept.
  private static final int MOST_ENDED = 1_000;

  private static final String COLUMNS =
      "job_id, table_name, tables, target, status, wanted, rows_done, rows_total, error, retries,"
          + " created_at, started_at, updated_at, next_try_at";

  private Jobs() {}

  /// Adds a job that is pending.
  public static Job add(
      Epoch epoch, String table, List<String> group, String target, long rows, long now) {
    Object id =
        epoch
            .returning(
                NodeId.TOPOLOGY,
                "INSERT INTO jobs(table_name, tables, target, status, wanted, rows_done, rows_total,"
                    + " error, retries, created_at, started_at, updated_at, next_try_at)"
                    + " VALUES (?, ?, ?, 'PENDING', 'RUN', 0, ?, '', 0, ?, 0, ?, 0)"
                    + " RETURNING job_id",
                table,
                String.join("\n", group),
                target,
                rows,
                now,
                now)
            .getFirst()[0];
    epoch.update(
        NodeId.TOPOLOGY,
        "DELETE FROM jobs WHERE status IN ('COMPLETE', 'FAILED', 'CANCELLED') AND job_id <= ?",
        (Long) Objects.requireNonNull(id) - MOST_ENDED);
    return find(epoch.on(NodeId.TOPOLOGY), (Long) id).orElseThrow();
  }

  /// Writes how a job stands now.
  public static void write(Epoch epoch, Job job) {
    epoch.update(
        NodeId.TOPOLOGY,
        "UPDATE jobs SET status = ?, wanted = ?, rows_done = ?, rows_total = ?, error = ?,"
            + " retries = ?, started_at = ?, updated_at = ?, next_try_at = ? WHERE job_id = ?",
        job.status().name(),
        job.wanted().name(),
        job.rowsDone(),
        job.rowsTotal(),
        job.error(),
        (long) job.retries(),
        job.times().started(),
        job.times().updated(),
        job.times().nextTry(),
        job.id());
  }

  /// A job by its id.
  public static Optional<Job> find(SqliteConnection topology, long id) {
    return read(topology, "WHERE job_id = ?", id).stream().findFirst();
  }

  /// All jobs that are kept, in the order in which they were asked for.
  public static List<Job> all(SqliteConnection topology) {
    return read(topology, "ORDER BY job_id");
  }

  /// The jobs that are not over.
  public static List<Job> open(SqliteConnection topology) {
    return read(
        topology,
        "WHERE status NOT IN ('COMPLETE', 'FAILED', 'CANCELLED') ORDER BY job_id");
  }

  /// The job that moves a table's rows now.
  public static Optional<Job> openOn(SqliteConnection topology, TableName table) {
    return open(topology).stream().filter(job -> job.group().contains(table.folded())).findFirst();
  }

  private static List<Job> read(SqliteConnection topology, String rest, Object... parameters) {
    List<Job> jobs = new ArrayList<>();
    try (RowCursor rows =
        topology.query("SELECT " + COLUMNS + " FROM jobs " + rest, parameters)) {
      while (rows.next()) {
        jobs.add(job(rows));
      }
    }
    return jobs;
  }

  private static Job job(RowCursor rows) {
    return new Job(
        rows.longAt(0),
        text(rows, 1),
        List.of(text(rows, 2).split("\n", -1)),
        text(rows, 3),
        Job.Status.valueOf(text(rows, 4)),
        Job.Wanted.valueOf(text(rows, 5)),
        rows.longAt(6),
        rows.longAt(7),
        text(rows, 8),
        (int) rows.longAt(9),
        new Job.Times(rows.longAt(10), rows.longAt(11), rows.longAt(12), rows.longAt(13)));
  }

  private static String text(RowCursor rows, int column) {
    return Objects.requireNonNull(rows.textAt(column));
  }
}

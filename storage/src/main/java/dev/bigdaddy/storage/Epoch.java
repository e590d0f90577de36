package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Work on one or several nodes that becomes durable together, or not at all.
///
/// It holds the writers of its nodes until it ends. Different nodes may be used by different
/// threads at the same time, one node by one thread; everything that concerns all nodes (marks,
/// enlisting, the end) by one thread while no other uses the epoch. Only {@link #interrupt()} is
/// free.
///
/// A statement that fails leaves the epoch as SQLite leaves a transaction: usually the statement
/// alone is undone. Where SQLite ends the whole transaction (`ON CONFLICT ROLLBACK`, a full disk),
/// everything later fails with {@link Kind#TRANSACTION_LOST} until the epoch is closed.
public final class Epoch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Epoch.class.getName());

  /// How long somebody waits who could wait in a circle.
  private static final Duration MOMENT = Duration.ofMillis(200);

  /// How an epoch stands.
  private enum State {
    OPEN,
    ENDED
  }

  private final OpenDatabase database;
  private final EnumSet<WriterFlag> flags;
  private @Nullable NodeId decider;
  private final @Nullable OwnedWriter own;
  private final boolean plannedTogether;
  private final ConcurrentSkipListMap<NodeId, Participant> participants =
      new ConcurrentSkipListMap<>();
  /// The nodes whose turns it has, before and while they are participants.
  private final Set<NodeId> turns = new HashSet<>();

  private final List<Mark> marks = new ArrayList<>();
  private State state = State.OPEN;

  private Epoch(
      OpenDatabase database,
      Set<NodeId> planned,
      Set<WriterFlag> flags,
      @Nullable NodeId decider,
      @Nullable OwnedWriter own) {
    this.database = database;
    this.decider = decider;
    this.own = own;
    this.flags = EnumSet.noneOf(WriterFlag.class);
    this.flags.addAll(flags);
    this.plannedTogether = planned.size() > 1;
  }

  static Epoch begin(
      OpenDatabase database,
      Set<NodeId> planned,
      Set<WriterFlag> flags,
      @Nullable NodeId decider,
      @Nullable OwnedWriter own) {
    planned.forEach(database::node);
    database.log().requireRunning();
    takeTurns(database, planned, Turns.Standing.NEWCOMER, database.settings().busyTimeout());
    return new Epoch(database, planned, flags, decider, own).start(planned);
  }

  /// The same if the caller was given the turns of these nodes already; they are given back when
  /// the epoch ends, or fails to begin.
  static Epoch beginHeld(
      OpenDatabase database, Set<NodeId> planned, Set<WriterFlag> flags, @Nullable NodeId decider) {
    return new Epoch(database, planned, flags, decider, null).start(planned);
  }

  private Epoch start(Set<NodeId> planned) {
    turns.addAll(planned);
    try {
      for (NodeId id : planned.size() == 1 ? planned : new TreeSet<>(planned)) {
        join(id);
      }
      return this;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static void takeTurns(
      OpenDatabase database, Set<NodeId> nodes, Turns.Standing standing, Duration patience) {
    if (!database.turns().take(nodes, standing, patience.toNanos())) {
      throw new StorageException(Kind.BUSY, SqliteErrors.BUSY, "database is locked", null);
    }
  }

  /// The nodes whose writers it holds.
  public Set<NodeId> nodes() {
    return Set.copyOf(participants.keySet());
  }

  /// Whether it holds the writers of all these nodes.
  public boolean holds(Set<NodeId> nodes) {
    return participants.keySet().containsAll(nodes);
  }

  /// Takes the writer of one more node. If the node comes after all others in node order, this
  /// waits up to the busy timeout; else it waits for nobody, since that could wait for ever. Only for
  /// the topology it waits a moment: it is held by nobody for long but those that change the schema
  /// too, and jobs take it often.
  ///
  /// @throws StorageException {@link Kind#BUSY} if the writer is not free; the epoch goes on
  ///     without
  public void enlist(NodeId id) {
    requireOpen();
    if (participants.containsKey(id)) {
      return;
    }
    for (Participant other : participants.values()) {
      StorageException unrecorded = other.unrecorded();
      if (unrecorded != null && !other.node().id().equals(decider)) {
        throw unrecorded;
      }
    }
    database.log().requireRunning();
    StorageNode node = database.node(id);
    takeTurns(
        database,
        Set.of(node.id()),
        participants.isEmpty() ? Turns.Standing.NEWCOMER : Turns.Standing.HOLDER,
        patience(id));
    turns.add(id);
    try {
      join(id);
    } catch (RuntimeException | Error e) {
      turns.remove(id);
      database.turns().give(Set.of(id));
      throw e;
    }
  }

  private Duration patience(NodeId id) {
    Duration most = database.settings().busyTimeout();
    if (participants.isEmpty() || participants.lastKey().compareTo(id) < 0) {
      return most;
    }
    if (!id.equals(NodeId.TOPOLOGY)) {
      return Duration.ZERO;
    }
    return most.compareTo(MOMENT) < 0 ? most : MOMENT;
  }

  /// The node's turn is held.
  private void join(NodeId id) {
    StorageNode node = database.node(id);
    node.requireUsable();
    if (own != null && own.node().equals(id)) {
      own.requireOpen();
      node.useWriter(own);
    }
    node.renewWriter(flags);
    Participant participant =
        new Participant(
            node,
            level(id),
            new StatementTape(database.directory().root(), database.settings().recordLimit()),
            () -> participants.size() == 1 && !plannedTogether);
    try {
      database.log().requireRunning();
      node.prepareWriter(participant.level(), flags);
      participant.begin();
      participant.reach(marks.size());
    } catch (RuntimeException | Error e) {
      undo(participant);
      participant.end();
      throw e;
    }
    participants.put(id, participant);
  }

  /// FULL for the only node of an epoch: its COMMIT is the commit point, and needs no record. As soon
  /// as there are several nodes, the record is what is fsynced. A node that joins later joins at
  /// NORMAL; the first stays at FULL, which is stronger. A decider's own COMMIT is what counts.
  private Synchronous level(NodeId id) {
    Synchronous wanted = database.settings().synchronous();
    boolean alone = participants.isEmpty() && !plannedTogether;
    if (id.equals(decider)) {
      return wanted;
    }
    return wanted == Synchronous.FULL && !alone ? Synchronous.NORMAL : wanted;
  }

  /// The writer of a node inside its open transaction, for reads and for work that is not logged
  /// itself (see {@link #record}). It must not be used after the epoch.
  public SqliteConnection on(NodeId id) {
    Participant participant = participant(id);
    participant.writeSums();
    return participant.writer();
  }

  /// Says that work is done on a node through {@link #on} that is not recorded: the node's own COMMIT
  /// decides over the epoch.
  ///
  /// @throws IllegalStateException if another node's does already
  public void decideBy(NodeId id) {
    Participant unused = participant(id);
    if (decider != null && !decider.equals(id)) {
      throw new IllegalStateException("two deciders: " + decider + " and " + id);
    }
    decider = id;
  }

  /// Turns {@link WriterFlag#RECURSIVE_TRIGGERS}, which SQLite lets everybody change inside a transaction.
  /// Other flags stay, since the record has them for all statements alike.
  public void recurseTriggers(boolean on) {
    requireOpen();
    boolean unused =
        on ? flags.add(WriterFlag.RECURSIVE_TRIGGERS) : flags.remove(WriterFlag.RECURSIVE_TRIGGERS);
    for (Participant participant : participants.values()) {
      participant.node().prepareWriter(participant.level(), flags);
    }
  }

  /// Leaves the writer of a node to the caller from the end of this epoch on, however it ends, with
  /// the temporary objects that were made on it. The node goes on with another writer.
  public OwnedWriter keepWriter(NodeId id) {
    return participant(id).node().keepWriter();
  }

  /// Says that work done through {@link #on} changed something that SQLite does not count, such as
  /// what AUTOINCREMENT remembers, so that it is committed.
  public void noteUncounted(NodeId id) {
    participant(id).writer().noteUncounted();
  }

  /// Runs a statement wholly and records it for the log.
  ///
  /// @return its `changes()`
  public long update(NodeId id, String sql, @Nullable Object... parameters) {
    return participant(id).update(sql, parameters);
  }

  /// Runs a statement wholly, records it, and gives the rows of its RETURNING clause: null, `Long`,
  /// `Double`, `String` or `byte[]`. They must not leave for the client before {@link #commit()}.
  public List<@Nullable Object[]> returning(NodeId id, String sql, @Nullable Object... parameters) {
    return participant(id).returning(sql, parameters);
  }

  /// Whether anything was changed on any node so far.
  public boolean hasChanged() {
    return participants.values().stream().anyMatch(Participant::changed);
  }

  /// How many rows of a node the epoch has changed so far, by triggers too. Tells whether a statement
  /// changed any, at next to no cost.
  public long rowChanges(NodeId id) {
    return participant(id).rowChanges();
  }

  /// Adds to a number that is kept on a node, such as a count of rows: by this statement, which is
  /// given the keys and then the sum of all that was added with these keys. It runs before the epoch
  /// commits, and before {@link #on} gives the node's writer; other statements that look at the number
  /// need {@link #writeSums} before them.
  public void addLater(NodeId id, String sql, long sum, Object... keys) {
    participant(id).addLater(sql, keys, sum);
  }

  /// Writes what {@link #addLater} has added on a node.
  public void writeSums(NodeId id) {
    participant(id).writeSums();
  }

  /// Records a statement that stands for work done through {@link #on}, as plain row operations
  /// stand for a trigger that cannot be repeated.
  ///
  /// @param expectedChanges the `changes()` that its repetition must give
  public void record(NodeId id, String sql, long expectedChanges, @Nullable Object... parameters) {
    participant(id).record(sql, expectedChanges, parameters);
  }

  /// A point to go back to, on all nodes.
  public Mark mark() {
    requireOpen();
    Mark mark = new Mark(this, marks.size());
    for (Participant participant : participants.values()) {
      participant.mark(mark.depth());
    }
    marks.add(mark);
    return mark;
  }

  /// The same for somebody who has got no writer from {@link #on} yet: the nodes hear of the mark when
  /// they are used, and those that are not used cost nothing.
  public Mark markBeforeUse() {
    requireOpen();
    Mark mark = new Mark(this, marks.size());
    marks.add(mark);
    return mark;
  }

  /// Undoes all work since the mark, also on nodes that were enlisted later (they stay enlisted).
  /// The mark stays usable, later marks do not.
  public void rollbackTo(Mark mark) {
    requireMark(mark);
    for (Participant participant : participants.values()) {
      participant.rollbackTo(mark.depth());
    }
    endMarks(mark.depth() + 1);
  }

  /// Forgets the mark and all later ones, and keeps the work.
  public void release(Mark mark) {
    requireMark(mark);
    for (Participant participant : participants.values()) {
      participant.release(mark.depth());
    }
    endMarks(mark.depth());
  }

  private void endMarks(int depth) {
    List<Mark> ended = marks.subList(depth, marks.size());
    ended.forEach(Mark::end);
    ended.clear();
  }

  private void requireMark(Mark mark) {
    requireOpen();
    if (mark.epoch() != this || !mark.isOpen()) {
      throw new IllegalArgumentException("a mark of another epoch, or a released one");
    }
  }

  /// Makes the work durable on all nodes, and ends the epoch.
  ///
  /// When it returns, the work is committed. When it throws, nothing of it is, with these
  /// exceptions: {@link Kind#STOPPED} means that the outcome is decided when the database is opened
  /// again; and after a violated deferred foreign key (SQLite's code 787) nothing happened, and the
  /// epoch is still open.
  public void commit() {
    commit(() -> {});
  }

  /// The same, and says when readers can begin to see it: what is durable by then waits for nobody.
  ///
  /// @param beforeVisible runs before the first node commits; not if nothing was changed
  public void commit(Runnable beforeVisible) {
    requireOpen();
    for (Participant participant : participants.values()) {
      if (participant.writer().transactionLost()) {
        rollback();
        throw new StorageException(
            Kind.TRANSACTION_LOST, "SQLite rolled the transaction back after an earlier error");
      }
    }
    writeSums();
    EpochCommit commit =
        new EpochCommit(
            database, flags, List.copyOf(participants.values()), decider, beforeVisible);
    try {
      commit.run();
    } finally {
      if (commit.isOver()) {
        end();
      }
    }
    database.onCommit().run();
  }

  private void writeSums() {
    try {
      participants.values().forEach(Participant::writeSums);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  /// How far the COMMIT of a node raised `total_changes()`: virtual tables such as FTS5 write then.
  public long changesAtCommit(NodeId id) {
    Participant participant = participants.get(id);
    return participant == null ? 0 : participant.changesAtCommit();
  }

  /// Undoes the work on all nodes, and ends the epoch.
  public void rollback() {
    requireOpen();
    participants.values().forEach(this::undo);
    end();
  }

  /// A writer that cannot be brought out of its transaction must not be used again.
  private void undo(Participant participant) {
    try {
      participant.rollback();
    } catch (RuntimeException e) {
      database
          .log()
          .stopWriting(
              new StorageException(
                  Kind.STOPPED, "rollback failed on " + participant.node().id(), e));
    }
  }

  /// Cancels the statements that run in it, if it is still open; they fail with
  /// {@link Kind#INTERRUPTED}. Any thread may call it. A commit that has begun is not cancelled.
  public void interrupt() {
    participants.values().forEach(Participant::interrupt);
  }

  /// Whether SQLite has ended the transaction of a node by itself (`ON CONFLICT ROLLBACK`, a full
  /// disk), so that the epoch can only be closed.
  public boolean isLost() {
    return participants.values().stream().anyMatch(p -> p.writer().transactionLost());
  }

  /// Whether it was neither committed nor rolled back.
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /// Rolls back if it is still open; closing twice is harmless.
  @Override
  public void close() {
    if (isOpen()) {
      rollback();
    }
  }

  private void end() {
    state = State.ENDED;
    endMarks(0);
    try {
      participants.values().forEach(Epoch::end);
    } finally {
      database.turns().give(turns);
    }
  }

  /// Its outcome is decided: a temporary file that is left over is deleted at the next opening.
  private static void end(Participant participant) {
    try {
      participant.end();
    } catch (StorageException e) {
      LOG.log(Level.WARNING, "a transaction has ended, but its temporary file stays", e);
    }
  }

  private Participant participant(NodeId id) {
    requireOpen();
    Participant participant = participants.get(Objects.requireNonNull(id));
    if (participant == null) {
      throw new IllegalArgumentException("not in this epoch: " + id);
    }
    participant.reach(marks.size());
    return participant;
  }

  private void requireOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException("the epoch has ended");
    }
  }
}

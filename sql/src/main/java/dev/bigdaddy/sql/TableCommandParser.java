package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.TableCommand;
import java.util.Locale;
import java.util.Optional;

/// Big Daddy's own statements. Asked only where SQLite's grammar has come to its end: each method is
/// called at a token that SQLite refuses there, and gives SQLite's error for what it does not know.
final class TableCommandParser {
  private static final int LONGEST_NUMBER = 18;

  private final Tokens tokens;

  TableCommandParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /// A statement whose first word begins none of SQLite's.
  TableCommand command(int start) {
    return switch (word()) {
      case "SHOW" -> show(start);
      case "DESCRIBE" -> {
        tokens.advance();
        yield new TableCommand.Describe(tokens.name(), tokens.spanFrom(start));
      }
      case "TABLE" -> stats(start);
      case "PAUSE" -> control(TableCommand.Control.PAUSE, start);
      case "RESUME" -> control(TableCommand.Control.RESUME, start);
      case "CANCEL" -> control(TableCommand.Control.CANCEL, start);
      default -> throw tokens.unexpected();
    };
  }

  /// What follows `ALTER TABLE t`, if it is none of SQLite's actions.
  TableCommand alteration(Identifier table, int start) {
    return switch (word()) {
      case "MODIFY" -> {
        tokens.advance();
        expect("BLOCK_SIZE");
        yield new TableCommand.ModifyBlockSize(table, number(), tokens.spanFrom(start));
      }
      case "RESHARD" -> {
        tokens.advance();
        yield new TableCommand.Reshard(table, number(), tokens.spanFrom(start));
      }
      case "MOVE" -> {
        tokens.advance();
        expect("SHARD");
        String shard = number();
        tokens.expect(TokenKind.TO);
        expect("NODE");
        yield new TableCommand.MoveShard(table, shard, number(), tokens.spanFrom(start));
      }
      case "SPLIT" -> {
        tokens.advance();
        expect("SHARD");
        yield new TableCommand.SplitShard(table, number(), tokens.spanFrom(start));
      }
      default -> throw tokens.unexpected();
    };
  }

  /// What follows `ALTER DATABASE`. Of anything unknown the first word is wrong, as in SQLite.
  TableCommand databaseAlteration(int start) {
    SqlSyntaxException noStatement = tokens.unexpected();
    tokens.advance();
    String action = word();
    boolean ofNode = action.equals("ADD") || action.equals("DRAIN") || action.equals("UNDRAIN");
    if (!ofNode && !action.equals("REBALANCE")) {
      throw noStatement;
    }
    tokens.advance();
    if (!ofNode) {
      return rebalance(start);
    }
    if (!word().equals("NODE")) {
      throw noStatement;
    }
    tokens.advance();
    return action.equals("ADD")
        ? new TableCommand.AddNode(tokens.spanFrom(start))
        : new TableCommand.DrainNode(action.equals("DRAIN"), number(), tokens.spanFrom(start));
  }

  private TableCommand rebalance(int start) {
    TableCommand.Measure measure = TableCommand.Measure.ROWS;
    if (tokens.accept(TokenKind.BY)) {
      measure =
          switch (word()) {
            case "ROWS" -> TableCommand.Measure.ROWS;
            case "SIZE" -> TableCommand.Measure.SIZE;
            default -> throw tokens.unexpected();
          };
      tokens.advance();
    }
    return new TableCommand.Rebalance(measure, tokens.spanFrom(start));
  }

  /// The comma of `PRAGMA reshardTable('t', n)`, and what follows.
  TableCommand reshardPragma(Identifier table, int start) {
    tokens.expect(TokenKind.COMMA);
    String shards = number();
    tokens.expect(TokenKind.RP);
    return new TableCommand.Reshard(table, shards, tokens.spanFrom(start));
  }

  private TableCommand show(int start) {
    tokens.advance();
    TableCommand.Subject subject =
        switch (word()) {
          case "TABLES" -> TableCommand.Subject.TABLES;
          case "INDEXES" -> TableCommand.Subject.INDEXES;
          case "SHARDS" -> TableCommand.Subject.SHARDS;
          case "JOBS" -> TableCommand.Subject.JOBS;
          case "NODES" -> TableCommand.Subject.NODES;
          default -> throw tokens.unexpected();
        };
    tokens.advance();
    boolean ofTables =
        subject == TableCommand.Subject.INDEXES || subject == TableCommand.Subject.SHARDS;
    Optional<Identifier> table =
        ofTables && tokens.accept(TokenKind.FROM) ? Optional.of(tokens.name()) : Optional.empty();
    return new TableCommand.Show(subject, table, tokens.spanFrom(start));
  }

  private TableCommand stats(int start) {
    SqlSyntaxException noStatement = tokens.unexpected();
    tokens.advance();
    if (!word().equals("STATS")) {
      throw noStatement;
    }
    tokens.advance();
    Identifier table = tokens.name();
    boolean counted = word().equals("COUNTED");
    if (counted) {
      tokens.advance();
    }
    return new TableCommand.TableStats(table, counted, tokens.spanFrom(start));
  }

  private TableCommand control(TableCommand.Control control, int start) {
    tokens.advance();
    expect("JOB");
    return new TableCommand.ControlJob(control, number(), tokens.spanFrom(start));
  }

  private String number() {
    String text = tokens.tokenText();
    if (!tokens.is(TokenKind.INTEGER) || text.length() > LONGEST_NUMBER || !isDecimal(text)) {
      throw tokens.unexpected();
    }
    tokens.advance();
    return text;
  }

  private static boolean isDecimal(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private void expect(String word) {
    if (!word().equals(word)) {
      throw tokens.unexpected();
    }
    tokens.advance();
  }

  private String word() {
    return tokens.tokenText().toUpperCase(Locale.ROOT);
  }
}

package dev.bigdaddy.conductor.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableHintsTest {
  private static String read(String... comments) {
    TableHints hints = TableHints.of(List.of(comments));
    StringBuilder text = new StringBuilder();
    hints.shards().ifPresent(text::append);
    text.append(hints.shardKey().isEmpty() ? "" : " by " + String.join("+", hints.shardKey()));
    text.append(hints.reference() ? " reference" : "").append(hints.local() ? " local" : "");
    return text.toString().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SHARDS=64; 64",
        " shards = 256 ; 256",
        "SHARDS=1; 1",
        "SHARDS=64 SHARD_KEY=user_id; 64 by user_id",
        "SHARD_KEY=(a, b), SHARDS=8; 8 by a+b",
        "SHARD_KEY=( a ,\"b c\" ); by a+b c",
        "SHARD_KEY=\"odd name\"; by odd name",
        "REFERENCE; reference",
        "reference SHARDS=2; ''",
        "REFERENCE SHARDS=2; 2 reference",
        "LOCAL; local",
        "Shard_Key = id; by id",
      })
  void aHintIsRead(String comment, String hints) {
    assertThat(read(comment)).isEqualTo(hints);
  }

  @Test
  void hintsOfSeveralCommentsCountTogether() {
    assertThat(read("SHARDS=4", "an ordinary remark", "SHARD_KEY=k")).isEqualTo("4 by k");
    assertThat(TableHints.of(List.of()).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "the orders of a user", "references users", "reference", "Reference to the users",
        "sharded by user", "shards are nice", "local time", "TODO", "NOTE: x=1", "x=1", "see SHARDS",
        "1=1", "LOCATION=here", "a comment, with SHARDS=64 in it", "preference", "REFERENCE to users",
        "vocal", "SHARDING is done by the key"
      })
  void anOrdinaryCommentIsLeftAlone(String comment) {
    assertThat(read(comment)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHARDS", "SHARDS=", "SHARDS=0", "SHARDS=257", "SHARDS=-1", "SHARDS=1.5", "SHARDS=many",
        "SHARDS=99999999999", "SHRADS=2", "SHARD=2", "SHARDSS=2", "SHARDS=2 COLOUR=red",
        "SHARDS=2 and more", "SHARD_KEY", "SHARD_KEY=()", "SHARD_KEY=(a,)", "SHARD_KEY=(a,A)",
        "SHARDKEY=a", "SHARD_KYE=a", "REFERENSE", "REFERENCE=1", "LOCAL=1", "LOCLA", "SHARDS=2;",
        "REFERENCES"
      })
  void aMisspeltHintIsAnError(String comment) {
    assertThatThrownBy(() -> read(comment))
        .isInstanceOfSatisfying(
            BigDaddyException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BAD_HINT);
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }
}

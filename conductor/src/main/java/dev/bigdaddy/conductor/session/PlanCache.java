package dev.bigdaddy.conductor.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bigdaddy.conductor.CacheStats;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.topology.TopologySnapshot;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Plans by their text. A plan is used only under a schema version in which all that it was made of
/// still holds, so that a stale one costs a new plan and never a wrong answer; one that looked at no
/// table whose rows moved stays. Safe for use by many threads.
final class PlanCache {
  /// Plans are a few kilobytes each.
  private static final int MOST_PLANS = 4_096;

  /// It tidies up on the thread that plans: to wake another one for that takes a third as long as
  /// planning itself.
  private final Cache<String, StatementPlan> plans =
      Caffeine.newBuilder().maximumSize(MOST_PLANS).executor(Runnable::run).build();

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  @Nullable StatementPlan find(String text, SchemaVersion schema) {
    StatementPlan plan = plans.getIfPresent(text);
    if (plan != null && plan.seen().version() == schema.number()) {
      hits.increment();
      return plan;
    }
    TopologySnapshot now = schema.user().topology();
    if (plan != null && plan.seen().holdIn(now)) {
      hits.increment();
      StatementPlan still = plan.in(now);
      plans.put(text, still);
      return still;
    }
    misses.increment();
    return null;
  }

  void keep(String text, StatementPlan plan) {
    plans.put(text, plan);
  }

  CacheStats stats(boolean hit) {
    return new CacheStats(hit, hits.sum(), misses.sum(), plans.estimatedSize());
  }
}

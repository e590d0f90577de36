package dev.bigdaddy.conductor.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.bigdaddy.conductor.CacheStats;
import dev.bigdaddy.conductor.plan.StatementPlan;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Plans by their text. A plan is used only under the schema version it was made for, so that a stale
/// one costs a new plan and never a wrong answer. Safe for use by many threads.
final class PlanCache {
  /// Plans are a few kilobytes each.
  private static final int MOST_PLANS = 4_096;

  private final Cache<String, StatementPlan> plans =
      Caffeine.newBuilder().maximumSize(MOST_PLANS).build();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  @Nullable StatementPlan find(String text, long version) {
    StatementPlan plan = plans.getIfPresent(text);
    if (plan != null && plan.version() == version) {
      hits.increment();
      return plan;
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

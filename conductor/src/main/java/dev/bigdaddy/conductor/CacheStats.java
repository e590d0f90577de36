package dev.bigdaddy.conductor;

/// Figures of the plan cache.
///
/// @param cacheHit whether this statement's plan was found there
/// @param totalHits hits since the database was opened
/// @param totalMisses misses since the database was opened
/// @param cacheSize plans held now
public record CacheStats(boolean cacheHit, long totalHits, long totalMisses, long cacheSize) {}

/// The demonstration: a blog of over 100,000 rows on four nodes, and a dozen questions about it.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.cli.demo;

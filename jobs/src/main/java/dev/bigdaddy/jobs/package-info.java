/// Work after the answer: runs the durable jobs of a database.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.jobs;

/// What shows that concurrent transactions are isolated as promised.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.testkit.isolation;

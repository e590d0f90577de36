@org.jspecify.annotations.NullMarked
package dev.bigdaddy.testkit.isolation;

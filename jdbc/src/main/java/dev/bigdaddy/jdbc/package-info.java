@org.jspecify.annotations.NullMarked
package dev.bigdaddy.jdbc;

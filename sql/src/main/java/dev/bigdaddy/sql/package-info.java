@org.jspecify.annotations.NullMarked
package dev.bigdaddy.sql;

@org.jspecify.annotations.NullMarked
package dev.bigdaddy.cli.demo;

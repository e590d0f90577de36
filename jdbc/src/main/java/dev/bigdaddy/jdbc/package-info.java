/// The JDBC driver: an embedded Big Daddy behind `java.sql`, with the manners of sqlite-jdbc.
///
/// Reading order: {@link dev.bigdaddy.jdbc.BigDaddyDriver}, `BigDaddyConnection`,
/// `BigDaddyStatement`, `CursorResultSet`. Only the driver is public; everybody else is met through
/// the interfaces of `java.sql`.
@org.jspecify.annotations.NullMarked
package dev.bigdaddy.jdbc;

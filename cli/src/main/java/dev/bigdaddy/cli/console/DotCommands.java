package dev.bigdaddy.cli.console;

import dev.bigdaddy.cli.console.Console.Outcome;
import dev.bigdaddy.cli.console.Console.Toggle;
import dev.bigdaddy.cli.output.OutputMode;
import dev.bigdaddy.cli.output.OutputStyle;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The dot commands: what the shell understands besides SQL. A command may be shortened as long as
/// only one begins so.
///
/// Used by one thread.
final class DotCommands {

  /// Display columns after which the grid modes break a value, if `.mode` says nothing else.
  private static final int DEFAULT_WRAP = 60;

  private interface Action {
    Outcome run(List<String> arguments) throws IOException;
  }

  private record Command(String name, String usage, String help, Action action) {
    private String line() {
      return String.format(
          Locale.ROOT, "%-26s %s", "." + name + (usage.isEmpty() ? "" : " " + usage), help);
    }
  }

  private final Console console;
  private final SchemaCommands schema;
  private final List<Command> commands;

  DotCommands(Console console) {
    this.console = console;
    this.schema = new SchemaCommands(console);
    this.commands =
        List.of(
            toggle("bail", Toggle.BAIL, "Stop a script at its first error"),
            toggle("changes", Toggle.CHANGES, "Show how many rows a statement changed"),
            toggle("echo", Toggle.ECHO, "Show each statement before its answer"),
            new Command("exit", "[CODE]", "Leave, with an exit code", this::exit),
            new Command(
                "explain", "on|off|SQL", "Show where and how statements run", this::explain),
            new Command("headers", "on|off", "Show column names", this::headers),
            new Command("help", "[PATTERN]", "Show this text", this::help),
            new Command("import", "FILE TABLE", "Load a CSV file into a table", this::importTable),
            new Command("indexes", "[TABLE]", "List the indexes", schema::indexes),
            new Command(
                "mode",
                "MODE [TABLE]",
                "Choose how answers look: " + OutputMode.names(),
                this::mode),
            new Command("nullvalue", "TEXT", "Show TEXT for NULL", this::nullValue),
            new Command("print", "TEXT...", "Write TEXT", this::print),
            new Command("quit", "", "Leave", this::exit),
            new Command("read", "FILE", "Run the statements in a file", this::read),
            new Command("schema", "[PATTERN]", "Show CREATE statements", schema::schema),
            new Command(
                "separator", "COLUMN [ROW]", "Set what parts columns and rows", this::separator),
            toggle("shards", Toggle.SHARDS, "Show what each node did for a statement"),
            new Command("show", "", "Show the settings", this::show),
            new Command("tables", "[PATTERN]", "List the tables", schema::tables),
            toggle("timer", Toggle.TIMER, "Show how long a statement took"),
            new Command(
                "width", "N...", "Set the columns' widths; negative aligns right", this::width));
  }

  /// The commands' names, with their dot.
  static List<String> names() {
    return List.of(
        ".bail",
        ".changes",
        ".echo",
        ".exit",
        ".explain",
        ".headers",
        ".help",
        ".import",
        ".indexes",
        ".mode",
        ".nullvalue",
        ".print",
        ".quit",
        ".read",
        ".schema",
        ".separator",
        ".shards",
        ".show",
        ".tables",
        ".timer",
        ".width");
  }

  Outcome run(DotLine line) {
    Command command = named(line.name());
    try {
      return command.action().run(line.arguments());
    } catch (IOException e) {
      throw new ConsoleError(ErrorText.of(e));
    }
  }

  private Command named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    List<Command> matches =
        commands.stream().filter(c -> !wanted.isEmpty() && c.name().startsWith(wanted)).toList();
    for (Command command : matches) {
      if (command.name().equals(wanted)) {
        return command;
      }
    }
    if (matches.size() == 1) {
      return matches.getFirst();
    }
    if (matches.size() > 1) {
      throw new ConsoleError(
          "\"."
              + name
              + "\" may be "
              + String.join(" or ", matches.stream().map(c -> "." + c.name()).toList()));
    }
    String nearest = Spelling.nearest(wanted, commands.stream().map(Command::name).toList());
    throw new ConsoleError(
        "unknown command: ."
            + name
            + (nearest.isEmpty() ? "" : ", did you mean ." + nearest + "?")
            + " (.help lists all)");
  }

  private Command toggle(String name, Toggle toggle, String help) {
    return new Command(
        name,
        "on|off",
        help,
        arguments -> {
          if (isOn("." + name, arguments)) {
            console.turnOn(toggle);
          } else {
            console.turnOff(toggle);
          }
          return Outcome.DONE;
        });
  }

  private static boolean isOn(String command, List<String> arguments) {
    String word = arguments.size() == 1 ? arguments.getFirst().toLowerCase(Locale.ROOT) : "";
    return switch (word) {
      case "on", "yes", "true", "1" -> true;
      case "off", "no", "false", "0" -> false;
      default -> throw new ConsoleError("usage: " + command + " on|off");
    };
  }

  private Outcome exit(List<String> arguments) {
    try {
      console.quit(arguments.isEmpty() ? 0 : Integer.parseInt(arguments.getFirst()));
    } catch (NumberFormatException e) {
      throw new ConsoleError("usage: .exit [CODE], with a number");
    }
    return Outcome.DONE;
  }

  private Outcome explain(List<String> arguments) {
    String text = String.join(" ", arguments);
    if (arguments.size() == 1 && !text.contains(" ")) {
      if (isOn(".explain", arguments)) {
        console.turnOn(Toggle.EXPLAIN);
      } else {
        console.turnOff(Toggle.EXPLAIN);
      }
    } else if (arguments.isEmpty()) {
      throw new ConsoleError("usage: .explain on|off|SQL");
    } else {
      console.explain(text);
    }
    return Outcome.DONE;
  }

  private Outcome headers(List<String> arguments) {
    boolean shown = isOn(".headers", arguments);
    console.style(style -> style.withHeaders(shown));
    return Outcome.DONE;
  }

  private Outcome help(List<String> arguments) {
    String wanted = arguments.isEmpty() ? "" : arguments.getFirst().replaceFirst("^\\.", "");
    List<Command> shown = commands.stream().filter(c -> c.line().contains(wanted)).toList();
    if (shown.isEmpty()) {
      throw new ConsoleError("nothing matches \"" + wanted + "\"");
    }
    shown.forEach(command -> console.out().line(command.line()));
    return Outcome.DONE;
  }

  private Outcome importTable(List<String> arguments) throws IOException {
    return TableImport.of(console, arguments).run();
  }

  private Outcome mode(List<String> arguments) {
    if (arguments.isEmpty()) {
      console.out().line("current output mode: " + console.style().mode().label());
      return Outcome.DONE;
    }
    List<String> rest = new ArrayList<>(arguments);
    int wrap = DEFAULT_WRAP;
    int option = rest.indexOf("--wrap");
    if (option >= 0 && option + 1 < rest.size()) {
      wrap = number(".mode --wrap", rest.get(option + 1));
      rest.subList(option, option + 2).clear();
    }
    OutputMode mode =
        OutputMode.named(rest.getFirst())
            .orElseThrow(() -> new ConsoleError("mode should be one of: " + OutputMode.names()));
    OutputStyle style = console.style().withMode(mode).withWrap(wrap);
    if (mode == OutputMode.COLUMN) {
      style = style.withHeaders(true);
    }
    if (mode == OutputMode.INSERT) {
      style = style.withInsertTable(rest.size() > 1 ? rest.get(1) : "table");
    }
    OutputStyle chosen = style;
    console.style(_ -> chosen);
    return Outcome.DONE;
  }

  private Outcome nullValue(List<String> arguments) {
    String text = only(".nullvalue TEXT", arguments);
    console.style(style -> style.withNullValue(text));
    return Outcome.DONE;
  }

  private Outcome print(List<String> arguments) {
    console.out().line(String.join(" ", arguments));
    return Outcome.DONE;
  }

  private Outcome read(List<String> arguments) throws IOException {
    Path file = Path.of(only(".read FILE", arguments));
    try (BufferedReader script = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return console.runScript(script, file.toString());
    }
  }

  private Outcome separator(List<String> arguments) {
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw new ConsoleError("usage: .separator COLUMN [ROW]");
    }
    console.style(
        style ->
            style.withSeparators(
                arguments.getFirst(),
                arguments.size() > 1 ? arguments.get(1) : style.rowSeparator()));
    return Outcome.DONE;
  }

  private Outcome show(List<String> arguments) {
    OutputStyle style = console.style();
    setting("mode", style.mode().label());
    setting("headers", style.headers() ? "on" : "off");
    setting("nullvalue", '"' + style.nullValue() + '"');
    setting("separator", '"' + escaped(style.columnSeparator()) + '"');
    setting("rowseparator", '"' + escaped(style.rowSeparator()) + '"');
    setting("width", String.join(" ", style.widths().stream().map(String::valueOf).toList()));
    for (Toggle toggle : Toggle.values()) {
      setting(toggle.name().toLowerCase(Locale.ROOT), console.is(toggle) ? "on" : "off");
    }
    return Outcome.DONE;
  }

  private void setting(String name, String value) {
    console.out().line(String.format(Locale.ROOT, "%12s: %s", name, value).stripTrailing());
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\r", "\\r")
        .replace("\n", "\\n");
  }

  private Outcome width(List<String> arguments) {
    List<Integer> widths = arguments.stream().map(width -> number(".width", width)).toList();
    console.style(style -> style.withWidths(widths));
    return Outcome.DONE;
  }

  private static String only(String usage, List<String> arguments) {
    if (arguments.size() != 1) {
      throw new ConsoleError("usage: " + usage);
    }
    return arguments.getFirst();
  }

  private static int number(String command, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ConsoleError(command + " takes whole numbers, not \"" + text + "\"");
    }
  }
}

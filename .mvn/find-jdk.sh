# Finds a JDK of release 25 or newer without starting one. Sourced by ./bigdaddy and ./mvnw (POSIX sh).
#
#   find_jdk          sets JDK_HOME and returns 0, or returns 1
#   explain_no_jdk    tells on standard error what is needed, where find_jdk looked and what it found
#
# The first of BIGDADDY_JAVA_HOME, JAVA_HOME and the java on PATH that is new enough wins; among the
# usual directories the lowest release that is new enough, as that is the one the build is made for.
# BIGDADDY_JDK_SEARCH_ROOT is put before the directories of the system; tests use it.

JDK_NEEDED=25
JDK_HOME=
jdk_report=

# Reads a JDK's release file: sets jdk_version (as it is written) and jdk_feature (as 25).
read_jdk_release() {
  jdk_version= jdk_feature=0
  [ -r "$1/release" ] || return 1
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
    JAVA_VERSION=*)
      jdk_version=${jdk_line#JAVA_VERSION=}
      jdk_version=${jdk_version#\"}
      jdk_version=${jdk_version%%\"*}
      break
      ;;
    esac
  done <"$1/release"
  jdk_feature=${jdk_version#1.}
  jdk_feature=${jdk_feature%%[!0-9]*}
  [ -n "$jdk_feature" ] || jdk_feature=0
  [ "$jdk_feature" -gt 0 ]
}

# Looks at one directory; returns 0 if it is a JDK that is new enough. $1 is its label in the report.
try_jdk() {
  if ! read_jdk_release "$2"; then
    jdk_verdict='no JDK (it has no file "release" with a JAVA_VERSION)'
  elif [ ! -x "$2/bin/java" ] || [ ! -x "$2/bin/javac" ]; then
    jdk_verdict="release $jdk_version without bin/javac: a run-time only, not a JDK"
  elif [ "$jdk_feature" -lt "$JDK_NEEDED" ]; then
    jdk_verdict="release $jdk_version: too old"
  else
    return 0
  fi
  jdk_report="$jdk_report
  $1: $2
      $jdk_verdict"
  return 1
}

# Follows the links of the java on PATH to the directory that holds it.
find_path_java() {
  jdk_java=$(command -v java 2>/dev/null) || return 1
  while [ -h "$jdk_java" ]; do
    jdk_link=$(readlink "$jdk_java") || return 1
    case $jdk_link in
    /*) jdk_java=$jdk_link ;;
    *) jdk_java=${jdk_java%/*}/$jdk_link ;;
    esac
  done
  jdk_path_home=$(cd -P "${jdk_java%/*}/.." 2>/dev/null && pwd) || return 1
}

# Looks at the usual directories, whose patterns are the arguments.
scan_jdks() {
  jdk_best=0
  for jdk_pattern in "$@"; do
    jdk_seen=
    # The pattern is expanded, but its spaces do not part it.
    jdk_ifs=$IFS
    IFS=
    for jdk_dir in $jdk_pattern; do
      IFS=$jdk_ifs
      [ -r "$jdk_dir/release" ] && [ -d "$jdk_dir/bin" ] || continue
      jdk_seen=yes
      try_jdk "$jdk_pattern" "$jdk_dir" || continue
      if [ "$jdk_best" -eq 0 ] || [ "$jdk_feature" -lt "$jdk_best" ]; then
        jdk_best=$jdk_feature
        JDK_HOME=$jdk_dir
      fi
    done
    IFS=$jdk_ifs
    [ -n "$jdk_seen" ] || jdk_report="$jdk_report
  $jdk_pattern: no JDK"
  done
  [ "$jdk_best" -gt 0 ]
}

find_jdk() {
  JDK_HOME= jdk_report=
  if [ -n "${BIGDADDY_JAVA_HOME-}" ]; then
    if try_jdk BIGDADDY_JAVA_HOME "$BIGDADDY_JAVA_HOME"; then
      JDK_HOME=$BIGDADDY_JAVA_HOME
      return 0
    fi
    echo "BIGDADDY_JAVA_HOME is no JDK $JDK_NEEDED ($BIGDADDY_JAVA_HOME: $jdk_verdict); looking elsewhere." >&2
  else
    jdk_report="$jdk_report
  BIGDADDY_JAVA_HOME: not set"
  fi
  if [ -n "${JAVA_HOME-}" ]; then
    if try_jdk JAVA_HOME "$JAVA_HOME"; then
      JDK_HOME=$JAVA_HOME
      return 0
    fi
  else
    jdk_report="$jdk_report
  JAVA_HOME: not set"
  fi
  if find_path_java; then
    if try_jdk 'java on PATH' "$jdk_path_home"; then
      JDK_HOME=$jdk_path_home
      return 0
    fi
  else
    jdk_report="$jdk_report
  java on PATH: none"
  fi

  case $- in
  *f*) jdk_noglob=yes ;;
  *) jdk_noglob= ;;
  esac
  set +f
  jdk_root=${BIGDADDY_JDK_SEARCH_ROOT-}
  set -- "$jdk_root/usr/lib/jvm/*" "$jdk_root/opt/*"
  if [ -n "${HOME-}" ]; then
    set -- "$@" "$HOME/.sdkman/candidates/java/*" "$HOME/.jdks/*" \
      "$HOME/.local/share/mise/installs/java/*"
  fi
  if [ -d "$jdk_root/Library" ]; then
    set -- "$@" "$jdk_root/Library/Java/JavaVirtualMachines/*/Contents/Home" \
      "$jdk_root/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home" \
      "$jdk_root/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home"
  fi
  jdk_found=0
  scan_jdks "$@" || jdk_found=1
  [ -z "$jdk_noglob" ] || set -f
  return "$jdk_found"
}

explain_no_jdk() {
  cat >&2 <<END
Big Daddy needs a JDK of release $JDK_NEEDED or newer, and there is none where it looked.

Looked at:$jdk_report

Get one in any of these ways; it is found by itself then:
  Debian, Ubuntu    sudo apt install openjdk-$JDK_NEEDED-jdk
  Fedora, RHEL      sudo dnf install java-$JDK_NEEDED-openjdk-devel
  Arch              sudo pacman -S jdk-openjdk
  macOS             brew install openjdk@$JDK_NEEDED
  SDKMAN            sdk install java $JDK_NEEDED-tem
  mise              mise use -g java@$JDK_NEEDED
  by hand           unpack any vendor's JDK $JDK_NEEDED (Temurin, Zulu, Corretto, Liberica, Oracle) and
                    export BIGDADDY_JAVA_HOME=/path/to/jdk-$JDK_NEEDED
END
}

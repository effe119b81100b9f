# Completion of jackfield for bash, printed by 'jackfield completion bash'. Load it from ~/.bashrc:
#   source <(jackfield completion bash)

_jackfield_names() {
    case $1 in
@GROUPS@
        *) echo '--help --json --socket' ;;
    esac
}

_jackfield() {
    local line=${COMP_LINE:0:COMP_POINT} words current found candidate before='' IFS
    # Words as typed; bash itself would split them at '=' and ':' too.
    IFS=$' \t\n' read -r -a words <<<"$line"
    case $line in *[[:space:]]) words+=('') ;; esac
    current=${words[${#words[@]} - 1]}
    COMPREPLY=()

    if [ ${#words[@]} -le 2 ] && [ "${current#-}" = "$current" ]; then
        IFS=$' \t\n'
        COMPREPLY=($(compgen -W '@COMMANDS@' -- "$current"))
        return
    fi
    found=$("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null) || {
        IFS=$' \t\n'
        COMPREPLY=($(compgen -W "$(_jackfield_names "${words[1]}")" -- "$current"))
        return
    }
    # bash puts a candidate behind the last of its word breaks.
    case $COMP_WORDBREAKS in
        *[=:]*) before=${current%"${current##*[=:]}"} ;;
    esac
    IFS=$'\n'
    for candidate in $found; do
        candidate=${candidate%%$'\t'*}
        if [ "$candidate" = '<files>' ]; then
            compopt -o filenames 2>/dev/null
            COMPREPLY+=($(compgen -f -- "$current"))
        else
            COMPREPLY+=("${candidate#"$before"}")
        fi
    done
    case ${COMPREPLY[0]:-} in
        *=) [ ${#COMPREPLY[@]} -eq 1 ] && compopt -o nospace 2>/dev/null ;;
    esac
    return 0
}

complete -F _jackfield jackfield

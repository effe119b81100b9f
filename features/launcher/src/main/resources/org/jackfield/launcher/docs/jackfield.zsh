#compdef jackfield
# Completion of jackfield for zsh, printed by 'jackfield completion zsh'. Put it into a folder of $fpath as _jackfield.

_jackfield_names() {
    case $1 in
@GROUPS@
        *) echo '--help --json --socket' ;;
    esac
}

_jackfield() {
    local found line candidate text
    local -a whole open
    if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
        whole=(${=:-@COMMANDS@})
        compadd -a whole
        return
    fi
    if ! found=$("${(Q)words[1]}" complete -- "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null); then
        whole=(${=$(_jackfield_names "$words[2]")})
        compadd -a whole
        return
    fi
    for line in ${(f)found}; do
        candidate=${line%%$'\t'*}
        text=${${line#"$candidate"}#$'\t'}
        case $candidate in
            '<files>') _files ;;
            *=) open+=("${candidate//:/\\:}${text:+:$text}") ;;
            *) whole+=("${candidate//:/\\:}${text:+:$text}") ;;
        esac
    done
    (( $#open )) && _describe -t keys 'key' open -S ''
    (( $#whole )) && _describe -t values 'value' whole
}

if [[ ${funcstack[1]:-} == _jackfield ]]; then
    _jackfield "$@"
else
    compdef _jackfield jackfield
fi

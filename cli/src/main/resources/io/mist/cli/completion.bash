# Completion of the command line of Mist, for bash, and for zsh through bashcompinit.

# Candidates that only the server knows; none if it cannot be asked.
_mist_names() {
    local names
    if [[ -n $server ]]; then
        names=$("$program" complete --server "$server" "$@" 2>/dev/null)
    else
        names=$("$program" complete "$@" 2>/dev/null)
    fi
    COMPREPLY+=( $(compgen -W "$names" -- "$current") )
}

_mist_words() {
    COMPREPLY+=( $(compgen -W "$*" -- "$current") )
}

_mist_files() {
    COMPREPLY+=( $(compgen -f -- "$current") )
}

# Candidates for the value of an option; false if the word is no option with a value.
_mist_value() {
    case "$1" in
@VALUES@
        *) return 1 ;;
    esac
}

_mist_option() {
    case "$1" in
@WORDS@
    esac
}

_mist_argument() {
    case "$1" in
@ARGUMENTS@
    esac
}

_mist() {
    local program="${COMP_WORDS[0]}" current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
    local command="" arguments=0 server="" word below i

    # Bash takes --option=value for three words, and a URL for several.
    if [[ $current == "=" ]]; then
        current=""
    elif [[ $before == "=" && COMP_CWORD -gt 2 ]]; then
        before="${COMP_WORDS[COMP_CWORD-2]}"
    fi
    if [[ $COMP_LINE == *" --server"[=\ ]* ]]; then
        server="${COMP_LINE##* --server[= ]}"
        server="${server%% *}"
    fi

    i=1
    while (( i < COMP_CWORD )); do
        word="${COMP_WORDS[i]}"
        below="${command:+$command }$word"
        case "$word" in
            =|:) (( i++ )) ;;
            @VALUE_OPTIONS@)
                (( i++ ))
                if [[ ${COMP_WORDS[i]} == "=" ]]; then (( i++ )); fi
                ;;
            -*) ;;
            *)
                case "$below" in
                    @COMMANDS@) command="$below" ;;
                    *) (( arguments++ )) ;;
                esac
                ;;
        esac
        (( i++ ))
    done

    COMPREPLY=()
    if _mist_value "$before"; then
        return
    fi
    if [[ $current == -* ]]; then
        _mist_option "$command"
    else
        _mist_argument "$command:$arguments"
    fi
}

complete -F _mist mist

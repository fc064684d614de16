namespace HazmatTrack.Server.CommandLine;

/// <summary>Takes the options of a command out of its arguments. What is left are settings.</summary>
/// <param name="command">The command, for messages.</param>
/// <param name="arguments">What follows the command.</param>
internal sealed class CommandOptions(string command, IEnumerable<string> arguments)
{
    private readonly List<string> _left = [.. arguments];

    /// <summary>Whether an option without a value is there.</summary>
    public bool Has(string option) => _left.RemoveAll(a => a == option) > 0;

    /// <summary>
    /// The value of an option, <c>--option value</c> or <c>--option=value</c>; that of the last where it is there several times, null where it is not.
    /// </summary>
    /// <exception cref="CommandLineException">It lacks its value.</exception>
    public string? Value(string option)
    {
        string? value = null;
        while (_left.FindIndex(a => a == option || a.StartsWith(option + "=", StringComparison.Ordinal)) is >= 0 and var at)
        {
            var isApart = _left[at] == option;
            value = !isApart ? _left[at][(option.Length + 1)..] : at + 1 < _left.Count ? _left[at + 1] : "";
            if (value == "" || (isApart && value.StartsWith("--", StringComparison.Ordinal)))
            {
                throw new CommandLineException(new($"{option} 须有值。见 {command} --help。", $"{option} needs a value. See {command} --help."));
            }

            _left.RemoveRange(at, isApart ? 2 : 1);
        }

        return value;
    }

    /// <summary>What is left, once all options are taken.</summary>
    /// <exception cref="CommandLineException">One of them is no setting, or has no value.</exception>
    public string[] Settings()
    {
        string[] settings = [.. _left];
        Arguments.Check(settings);
        return settings;
    }
}

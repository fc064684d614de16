namespace HazmatTrack.Server.CommandLine;

/// <summary>The command that the program runs.</summary>
internal enum Request
{
    Serve,
    Replay,
    Audit,
    Health,
    Migrate,
    Help,
    ReplayHelp,
    AuditHelp,
    HealthHelp,
    MigrateHelp,
    Version,
}

/// <summary>The parsed command line.</summary>
/// <param name="Rest">The arguments of the command: settings of the server, or those of the command.</param>
/// <param name="Language">The language requested with <c>--lang</c>; null where none was.</param>
internal sealed record Arguments(Request Request, string[] Rest, string? Language)
{
    private const string Roles = "--roles";

    private static readonly string[] s_help = ["--help", "-h", "-?", "help"];
    private static readonly string[] s_version = ["--version", "-V", "version"];

    /// <exception cref="CommandLineException">The program does not know an argument.</exception>
    public static Arguments Parse(string[] arguments)
    {
        // The flag counts at any position and next to any other argument: a request for help is always answered.
        var flags = arguments.Where((a, at) => at == 0 || a.StartsWith('-')).ToList();
        if (flags.Intersect(s_help).Any())
        {
            var help = arguments.Contains("replay") ? Request.ReplayHelp : arguments.Contains("audit") ? Request.AuditHelp
                : arguments.Contains("health") ? Request.HealthHelp : arguments.Contains("migrate") ? Request.MigrateHelp : Request.Help;
            return new(help, [], LanguageOf(arguments));
        }

        if (flags.Intersect(s_version).Any())
        {
            return new(Request.Version, [], null);
        }

        arguments = [.. arguments.Select(ToSetting)];
        if (arguments is ["replay", .. var replay])
        {
            return new(Request.Replay, replay, null);
        }

        if (arguments is ["audit", .. var audit])
        {
            return new(Request.Audit, audit, null);
        }

        if (arguments is ["health", .. var health])
        {
            return new(Request.Health, health, null);
        }

        if (arguments is ["migrate", .. var migrate])
        {
            return new(Request.Migrate, migrate, null);
        }

        Check(arguments);
        return new(Request.Serve, arguments, null);
    }

    /// <summary>
    /// Checks that there are only settings, each with its value: an argument that the configuration would ignore, or take for a value, is an error.
    /// </summary>
    /// <exception cref="CommandLineException">One of them is no setting, or has no value.</exception>
    public static void Check(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
            {
                throw new CommandLineException(new(
                    $"'{argument}' 不是命令或选项：设置写作 --节:设置=值，命令有 replay、audit、health、migrate、help 和 version。见 --help。",
                    $"'{argument}' is not a command or an option: settings are written --Section:Name=value, commands are replay, audit, health, migrate, help and version. See --help."));
            }

            if (argument.Contains('='))
            {
                continue;
            }

            if (!argument.Contains(':'))
            {
                throw new CommandLineException(new(
                    $"没有选项 {argument}：设置写作 --节:设置=值。见 --help。", $"There is no option {argument}: settings are written --Section:Name=value. See --help."));
            }

            if (++i == arguments.Length || arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new CommandLineException(new($"{argument} 须有值：{argument}=值。见 --help。", $"{argument} needs a value: {argument}=value. See --help."));
            }
        }
    }

    /// <summary>The setting that an option without a section stands for.</summary>
    private static string ToSetting(string argument) =>
        argument == Roles || argument.StartsWith(Roles + "=", StringComparison.Ordinal) ? "--Server:Roles" + argument[Roles.Length..] : argument;

    /// <summary>The language requested with <c>--lang</c>, also where the arguments cannot be used; null where none was.</summary>
    public static string? LanguageOf(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].StartsWith("--lang=", StringComparison.Ordinal))
            {
                return arguments[i]["--lang=".Length..];
            }

            if (arguments[i] == "--lang" && i + 1 < arguments.Length)
            {
                return arguments[i + 1];
            }
        }

        return null;
    }
}

namespace HazmatTrack.Server.CommandLine;

/// <summary>The arguments of <c>health</c> on the command line.</summary>
/// <param name="IsLive">Whether liveness is asked for instead of readiness.</param>
/// <param name="Language">The requested language; null for the locale's.</param>
/// <param name="Settings">The settings among the arguments.</param>
internal sealed record HealthArguments(bool IsLive, string? Language, string[] Settings)
{
    public const string Usage = """
        health [--live] [--lang zh|en] [--Section:Name=value ...]    asks the program that runs on this machine how it is

          --live                 whether it answers at all; without it, whether it is ready for work
          --lang zh|en           the language of the answer

        The settings say where it answers: Outside:Operation where that is set, else Server:Port. They come from the same places as the
        program's, so that within its container nothing needs to be given. It answers within five seconds.

        A supervisor that restarts what fails must give --live, since a program that is not ready waits for Kafka, Redis or PostgreSQL,
        and starting it again does not help.

        Ends with 0 when all is well, 1 when the program answers that it is not ready, 2 when an option or a setting is wrong, 3 when
        it does not answer.
        """;

    /// <summary>The same in Chinese.</summary>
    public const string UsageChinese = """
        health [--live] [--lang zh|en] [--节:设置=值 ...]    询问本机上运行的程序的状态

          --live                 仅询问是否有应答；不设则询问是否就绪
          --lang zh|en           回答的语言

        询问的地址由设置决定：设有 Outside:Operation 时用之，否则用 Server:Port。设置的来源与程序相同，因此在其容器内无需给出。五秒内有结果。

        会重启故障程序的守护方必须用 --live：程序未就绪时是在等待 Kafka、Redis 或 PostgreSQL，重启无用。

        退出码：0 正常；1 程序应答未就绪；2 参数或设置有误；3 没有应答。
        """;

    /// <summary>Parses what follows <c>health</c>.</summary>
    /// <exception cref="CommandLineException">An option is unknown or lacks its value.</exception>
    public static HealthArguments Parse(IReadOnlyList<string> arguments)
    {
        var (isLive, language, settings) = (false, (string?)null, new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--live")
            {
                isLive = true;
            }
            else if (arguments[i].StartsWith("--lang=", StringComparison.Ordinal))
            {
                language = arguments[i]["--lang=".Length..];
            }
            else if (arguments[i] == "--lang")
            {
                language = ++i < arguments.Count ? arguments[i] : throw new CommandLineException(
                    new("--lang 须有值：zh 或 en。见 health --help。", "--lang needs a value: zh or en. See health --help."));
            }
            else
            {
                settings.Add(arguments[i]);
            }
        }

        Arguments.Check([.. settings]);
        return new(isLive, language, [.. settings]);
    }
}

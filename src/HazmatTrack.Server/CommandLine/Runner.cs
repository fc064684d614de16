using HazmatTrack.Kafka.Embedded;
using HazmatTrack.Server.Audit;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Replay;
using HazmatTrack.Server.Settings;
using Microsoft.AspNetCore.Connections;

namespace HazmatTrack.Server.CommandLine;

/// <summary>Runs the command of the command line. Any failure that keeps the program from starting is reported as one line on standard error.</summary>
internal static class Runner
{
    public static async Task<ExitCode> RunAsync(string[] arguments)
    {
        try
        {
            var asked = Arguments.Parse(arguments);
            switch (asked.Request)
            {
                case Request.Help or Request.ReplayHelp or Request.AuditHelp or Request.HealthHelp or Request.MigrateHelp:
                    var command = asked.Request switch
                    {
                        Request.ReplayHelp => "replay",
                        Request.AuditHelp => "audit",
                        Request.HealthHelp => "health",
                        Request.MigrateHelp => "migrate",
                        _ => null,
                    };
                    await Console.Out.WriteLineAsync(HelpText.ForLanguage(command, asked.Language, Environment.GetEnvironmentVariable));
                    return ExitCode.Done;
                case Request.Version:
                    await Console.Out.WriteLineAsync(HelpText.Version);
                    return ExitCode.Done;
                case Request.Replay:
                    return await ReplayAsync(asked.Rest);
                case Request.Audit:
                    return await VerifyAsync(asked.Rest);
                case Request.Health:
                    return await HealthAsync(asked.Rest);
                case Request.Migrate:
                    return await MigrateAsync(asked.Rest);
                default:
                    return await ServeAsync(asked.Rest);
            }
        }
        catch (Exception e) when (ExitCodes.FromException(e) is { } code)
        {
            // The language of the locale, or the one that the command line asks for, as for --help.
            var language = HelpText.LanguageOf(Arguments.LanguageOf(arguments), Environment.GetEnvironmentVariable);
            await Console.Error.WriteLineAsync(e is RefusalException refusal ? refusal.Text.In(language) : e.Message);
            return code;
        }
        catch (Exception e)
        {
            // The failure is unexpected: its reader needs the whole text.
            await Console.Error.WriteLineAsync($"HazmatTrack ended by a fault of its own: {e}");
            return ExitCode.Fault;
        }
    }

    private static async Task<ExitCode> ServeAsync(string[] settings)
    {
        await using var host = await ServerHost.OpenAsync(settings, null, CancellationToken.None);
        try
        {
            await host.App.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new PortTakenException($"{e.Message} Stop the other process, or choose another port: --Server:Port=N.", e);
        }

        await host.App.WaitForShutdownAsync();
        return ExitCode.Done;
    }

    private static async Task<ExitCode> ReplayAsync(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        return (ExitCode)await ReplayCommand.RunAsync(arguments, Console.Out, Console.Error, TimeProvider.System, stop.Token);
    }

    private static async Task<ExitCode> VerifyAsync(string[] arguments)
    {
        var verify = VerifyArguments.Parse(arguments);
        string[] given = [.. verify.Settings];
        Arguments.Check(given);
        var settings = ServerHost.ReadSettings(given);
        var language = HelpText.LanguageOf(verify.Language, Environment.GetEnvironmentVariable);
        return (ExitCode)await VerifyCommand.RunAsync(verify, settings, language, Console.Out, Console.Error, CancellationToken.None);
    }

    private static async Task<ExitCode> HealthAsync(string[] arguments)
    {
        var health = HealthArguments.Parse(arguments);
        var settings = ServerHost.ReadSettings(health.Settings);
        var language = HelpText.LanguageOf(health.Language, Environment.GetEnvironmentVariable);
        return await HealthCommand.RunAsync(health, settings, language, Console.Out, Console.Error, CancellationToken.None);
    }

    private static async Task<ExitCode> MigrateAsync(string[] arguments)
    {
        var migrate = MigrateArguments.Parse(arguments);
        var language = HelpText.LanguageOf(migrate.Language, Environment.GetEnvironmentVariable);
        return await MigrateCommand.RunAsync(
            migrate, ServerHost.ReadPostgres(migrate.Settings), language, Console.Out, Console.Error, CancellationToken.None);
    }
}

using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Hosting;

/// <summary>The lines that tell whoever started the program what it runs on and where to look.</summary>
internal static partial class StartLog
{
    public static void Write(WebApplication app, AllSettings settings, Backing backing)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("HazmatTrack");
        InEffect(log, SettingsText.Of(settings));
        RunsOn(log, backing.Describes, backing.Topics.PositionPartitions, settings.Ingest.Topic);
        Listens(log, app.Urls.FirstOrDefault() ?? "(nowhere)");
    }

    [LoggerMessage(LogLevel.Information, "Settings in effect:{Settings}")]
    private static partial void InEffect(ILogger log, string settings);

    [LoggerMessage(LogLevel.Information, "Running on {Parts}; {Partitions} partitions of {Topic}.")]
    private static partial void RunsOn(ILogger log, string parts, int partitions, string topic);

    [LoggerMessage(LogLevel.Information, "Open {Url} in a browser. Page and API listen on loopback only: the server does not ask yet who comes in.")]
    private static partial void Listens(ILogger log, string url);
}

namespace HazmatTrack.Tracker.Documents;

internal sealed partial class RegistryFeed
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The registry is read up to revision {Revision}: {Documents} documents that are bound to no vehicle. Those of vehicles are read as they report.")]
    private partial void LogLoaded(int documents, long revision);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The registry cannot be read (attempt {Attempt}); what was read at {LastRead} stays in use, and it is retried. Look at its database.")]
    private partial void LogFailed(Exception exception, int attempt, DateTimeOffset? lastRead);

    [LoggerMessage(Level = LogLevel.Information, Message = "The registry can be read again after {Attempts} failed attempts; up to revision {Revision}.")]
    private partial void LogRecovered(int attempts, long revision);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The registry was restored from a backup, or a replica of its database took over: its counter was at {Known} and is at {Found}. All documents are read again.")]
    private partial void LogWentBack(long known, long found);
}

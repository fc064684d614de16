namespace HazmatTrack.Tracker.Intake;

internal sealed partial class PositionIntake
{
    [LoggerMessage(LogLevel.Warning, "Storing does not keep up, or a store does not answer: reading pauses.")]
    private partial void LogPaused();

    [LoggerMessage(LogLevel.Error, "What was filed cannot be noted for the vehicles of partition {Partition}: alerts about their past stay as they are. It is tried again.")]
    private partial void LogNotNoted(Exception e, int partition);

    [LoggerMessage(LogLevel.Information, "Topic positions is another or has more partitions now: this silo stores what it has read and joins the group anew.")]
    private partial void LogOtherTopic();

    [LoggerMessage(LogLevel.Information, "Reading goes on.")]
    private partial void LogResumed();

    [LoggerMessage(LogLevel.Warning, "Partitions {Partitions} of positions go before what was read of them is stored ({Patience} were not enough); their next owner reads it again.")]
    private partial void LogNotFinished(string partitions, TimeSpan patience);

    [LoggerMessage(LogLevel.Warning, "Not all vehicles of partition {Partition} were released; they are found where they are.")]
    private partial void LogNotReleased(Exception e, int partition);

    [LoggerMessage(LogLevel.Warning, "Not all vehicles that sleep were let go; those take memory until their next report.")]
    private partial void LogNotLetGo(Exception e);
}

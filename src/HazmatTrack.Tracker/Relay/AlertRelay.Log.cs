namespace HazmatTrack.Tracker.Relay;

internal sealed partial class AlertRelay
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Alerts could not be relayed to topic {Topic}; retried in {Pause}. They are safe in the store. Look at the brokers and the database.")]
    private static partial void Failed(ILogger logger, Exception exception, string topic, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease for relaying alerts to topic {Topic} expired: another silo has it now.")]
    private static partial void TakenOver(ILogger logger, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease for relaying alerts could not be released; another silo takes it when it expires, within {Lease}.")]
    private static partial void NotLeft(ILogger logger, Exception exception, TimeSpan lease);
}

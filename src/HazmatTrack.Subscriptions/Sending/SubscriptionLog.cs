namespace HazmatTrack.Subscriptions.Sending;

/// <summary>What is logged about sending. A receiver is named by its subscription alone: its address may contain a secret.</summary>
internal sealed partial class SubscriptionLog(ILogger<SubscriptionLog> logger)
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Nothing could be sent to subscription {Subscription}, since a store does not answer; it is retried in {Pause}. Look at the database.")]
    public partial void SendingFailed(Exception exception, string subscription, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The subscriptions could not be read; it is retried in {Pause}. Nothing is lost. Look at the database.")]
    public partial void ReadingFailed(Exception exception, TimeSpan pause);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Event {Event} was to be sent to subscription {Subscription} and is no longer stored, or cannot be read; it is not sent.")]
    public partial void EventLost(string subscription, string @event);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Subscription {Subscription} is disabled: its receiver answered 410. Enable it once the receiver wants events again, or delete it.")]
    public partial void ReceiverGone(string subscription);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The mail server does not accept some addresses of subscription {Subscription}; the others have the mail. A test (ping) says which: correct them.")]
    public partial void AddressesRefused(string subscription);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} events were not delivered to subscription {Subscription} within their time and are dead letters now: {Error} Replay them once the receiver is back.")]
    public partial void SetAside(string subscription, int count, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Subscription {Subscription} is disabled: {Count} dead letters wait. Replay or drop them, and enable it; it goes on where it was.")]
    public partial void TooManyDeadLetters(string subscription, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Subscription} could not be released; another process takes it within {Lease}.")]
    public partial void NotReleased(Exception exception, string subscription, TimeSpan lease);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} dead letters of subscriptions were dropped, since they were older than Subscriptions:KeepDeadLetters ({Keep}).")]
    public partial void Dropped(int count, TimeSpan keep);
}

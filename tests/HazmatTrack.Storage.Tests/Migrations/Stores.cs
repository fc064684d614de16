using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Storage.Subscriptions;

namespace HazmatTrack.Storage.Tests.Migrations;

/// <summary>Every store of one program, opened.</summary>
public sealed record Stores(
    HistoryStore History, AlertStore Alerts, RegistryStore Registry, AuditStore Audit, AccessStore Access, SubscriptionStore Subscriptions,
    DeadLetterStore Letters) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await History.DisposeAsync();
        await Alerts.DisposeAsync();
        await Registry.DisposeAsync();
        await Audit.DisposeAsync();
        await Access.DisposeAsync();
        await Subscriptions.DisposeAsync();
        await Letters.DisposeAsync();
    }
}

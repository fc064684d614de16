using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Storage.Tests.Migrations;

/// <summary>Every store of one program, opened.</summary>
public sealed record Stores(
    HistoryStore History, AlertStore Alerts, RegistryStore Registry, AuditStore Audit, AccessStore Access, DeadLetterStore Letters) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await History.DisposeAsync();
        await Alerts.DisposeAsync();
        await Registry.DisposeAsync();
        await Audit.DisposeAsync();
        await Access.DisposeAsync();
        await Letters.DisposeAsync();
    }
}

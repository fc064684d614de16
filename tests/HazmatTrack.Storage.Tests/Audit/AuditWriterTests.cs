using HazmatTrack.Domain.Audit;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.Tests.Registry;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Storage.Tests.Audit;

public sealed class AuditWriterTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-audit-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Entries_that_come_while_others_are_stored_are_stored_together()
    {
        using var store = new HeldStore();
        await using var writer = new AuditWriter(store, TimeProvider.System);
        var first = writer.WriteAsync(SomeAudit.Read(0), default);
        await store.Entered.WaitAsync(s_soon);
        var others = Enumerable.Range(1, 50).Select(i => writer.WriteAsync(SomeAudit.Read(i), default)).ToList();
        Assert.DoesNotContain(others.Prepend(first), t => t.IsCompleted);

        store.Release(2);
        await Task.WhenAll(others.Prepend(first)).WaitAsync(s_soon);
        Assert.Equal([1, 50], store.Groups);
        Assert.Equal([.. Enumerable.Range(1, 50).Select(i => $"r-{i}")], others.Select(t => t.Result.Entry.RequestId));
    }

    [Fact]
    public async Task Nobody_is_answered_when_the_store_fails_and_the_next_entry_is_tried()
    {
        using var store = new HeldStore { Failure = new IOException("The disk is full.") };
        await using var writer = new AuditWriter(store, TimeProvider.System);
        store.Release(1);
        var failed = await Assert.ThrowsAsync<AuditUnavailableException>(() => writer.WriteAsync(SomeAudit.Read(7), default).WaitAsync(s_soon));
        Assert.Equal("The audit entry of request 'r-7' could not be stored, so the request is not answered: The disk is full.", failed.Message);

        store.Failure = null;
        store.Release(1);
        Assert.Equal("r-8", (await writer.WriteAsync(SomeAudit.Read(8), default).WaitAsync(s_soon)).Entry.RequestId);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_stored_fails_for_its_own_caller_only()
    {
        using var store = new HeldStore();
        await using var writer = new AuditWriter(store, TimeProvider.System);
        store.Release(1);
        await Assert.ThrowsAsync<AuditFormatException>(() => writer.WriteAsync(SomeAudit.Read(1) with { Action = 0 }, default));
        await writer.WriteAsync(SomeAudit.Read(2), default).WaitAsync(s_soon);
    }

    [Fact]
    public async Task A_caller_who_went_away_stops_waiting_and_a_store_that_hangs_is_given_up()
    {
        using var store = new HeldStore();
        await using var writer = new AuditWriter(store, new ImpatientTime());
        using var gone = new CancellationTokenSource();
        var hanging = writer.WriteAsync(SomeAudit.Read(1), default);
        await Assert.ThrowsAsync<AuditUnavailableException>(() => hanging.WaitAsync(s_soon));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(SomeAudit.Read(2), gone.Token));
    }

    [Fact]
    public async Task Whoever_waits_when_the_program_stops_is_still_served_and_nobody_after()
    {
        using var store = new HeldStore();
        var writer = new AuditWriter(store, TimeProvider.System);
        var waiting = Enumerable.Range(1, 5).Select(i => writer.WriteAsync(SomeAudit.Read(i), default)).ToList();
        var stopping = writer.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.WriteAsync(SomeAudit.Read(6), default));
        store.Release(5);
        await Task.WhenAll([.. waiting, stopping]).WaitAsync(s_soon);
    }

    /// <summary>The files of the database as they are at the moment of the answer: as a process leaves them that is killed then.</summary>
    [Fact]
    public async Task A_process_that_is_killed_after_an_answer_has_left_its_entry()
    {
        var file = Path.Combine(_folder.FullName, "audit.db");
        await using var store = await AuditStore.OpenSqliteAsync(file, new HandClock(), default);
        await using var writer = new AuditWriter(store, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(1, 200).Select(i => writer.WriteAsync(SomeAudit.Read(i, null, SomeAudit.Truck), default))).WaitAsync(s_soon);

        var left = Path.Combine(_folder.FullName, "left.db");
        foreach (var part in (string[])["", "-wal"])
        {
            await using var from = new FileStream(file + part, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await using var to = File.Create(left + part);
            await from.CopyToAsync(to);
        }

        using var keys = new SomeLog();
        await using var after = await AuditStore.OpenSqliteAsync(left, new HandClock(), default);
        Assert.Equal(200, (await after.ReadAsync(1, 1000, default)).Select(r => AuditCodec.Decode(r.Body.Span).Entry.RequestId).Distinct().Count());
        Assert.True((await AuditVerification.VerifyAsync(after, keys.Trust, [], default)).IsWhole);
    }
}

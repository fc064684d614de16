using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Damaged;

/// <summary>The descriptions of damaged history rows.</summary>
internal static class DamageTexts
{
    public static Damage Chunk(VehicleId vehicle, int? partition, ChunkRow row, Exception cause, string consequence) => new(
        DamagedRow.Chunk,
        "history_chunk",
        FormattableString.Invariant($"vehicle={row.Vehicle} start_at={row.Start.UnixMilliseconds} ({row.Start} to {row.End})"),
        vehicle,
        partition,
        cause.Message,
        consequence);

    public static Damage Journal(JournalTable table, int partition, long id, DateTimeOffset written, Exception cause) => new(
        DamagedRow.KindOf(table),
        table.Name(),
        FormattableString.Invariant($"partition={partition} id={id}"),
        null,
        partition,
        cause.Message,
        FormattableString.Invariant($"It is moved to history_damaged. The partition is read on; what the row held is in topic positions still, as received shortly before {written:yyyy-MM-ddTHH:mm:ssZ}: read it again from there."));

    public static Damage Row(string kind, string table, string key, int partition, string reason) =>
        new(kind, table, key, null, partition, reason, "It is left out.");
}

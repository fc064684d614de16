namespace HazmatTrack.Storage.Access;

public sealed partial class AccessStore
{
    /// <summary>The keys by which the web framework protects its cookies, as the XML that it made of them.</summary>
    public async Task<IReadOnlyList<string>> RingKeysAsync(CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(null, "select xml from access_ring_key order by id");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            keys.Add(reader.GetString(0));
        }

        return keys;
    }

    /// <summary>Adds a key. One that is there stays as it is.</summary>
    public async Task AddRingKeyAsync(string id, string xml, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            null, "insert into access_ring_key (id, xml) values (@id, @xml) on conflict (id) do nothing", ("@id", id), ("@xml", xml));
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

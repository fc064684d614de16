using System.Data.Common;
using HazmatTrack.Server.Audit;
using HazmatTrack.Storage.Audit;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Server.Tests.Audit;

public sealed class SqliteVerifyCommandTests : VerifyCommandSuite
{
    private protected override string Setting => $"--Server:DataFolder={Folder}";

    private protected override string Bytes => "blob";

    private string Record => Path.Combine(Folder, AuditKeyFile.RecordName);

    private protected override Task<AuditStore> OpenAsync(TimeProvider clock) => AuditStore.OpenSqliteAsync(Record, clock, default);

    private protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Record};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}

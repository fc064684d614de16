using System.Security.Cryptography;
using System.Text;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage.Audit;

namespace HazmatTrack.Server.Audit;

/// <summary>The files with keys of the audit record.</summary>
internal static class AuditKeyFile
{
    /// <summary>The file of the embedded record in the data folder.</summary>
    public const string RecordName = "audit.db";

    /// <summary>The private key in the data folder, where none is configured.</summary>
    private const string PrivateName = "audit-key.pem";

    /// <summary>The public key next to it, for those who verify.</summary>
    private const string PublicName = "audit-key.public.pem";

    private const string MakeOne = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out FILE";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Refuses a silo with a shared database and no key: each would sign with one of its own. Processes without the role sign nothing.</summary>
    /// <exception cref="SettingsException">The key is not set.</exception>
    public static void Check(AllSettings settings)
    {
        if (settings.Server.Is(ServerRoles.Tracker) && settings.Audit.KeyFile == "" && settings.Postgres.ConnectionString != "")
        {
            throw new SettingsException(new(
                $"未设 Audit:KeyFile，而设了 Postgres:ConnectionString：所有节点以同一密钥签署审计记录。请生成一个（{MakeOne}），"
                + "给每个节点相同的文件，并将公钥另存一份于他处。",
                $"Audit:KeyFile is not set, and Postgres:ConnectionString is: all silos sign the audit record with one key. Make one once ({MakeOne}), "
                + "give every silo the same file, and keep a copy of the public key elsewhere."));
        }
    }

    /// <summary>The path of the private key.</summary>
    public static string PathOf(AllSettings settings) =>
        Path.GetFullPath(settings.Audit.KeyFile is { Length: > 0 } file ? file : InDataFolder(settings, PrivateName));

    /// <summary>The path of a public key of this server: the one next to a key that it made itself, or else the private key.</summary>
    public static string PublicPathOf(AllSettings settings) =>
        settings.Audit.KeyFile == "" && InDataFolder(settings, PublicName) is var made && File.Exists(made) ? made : PathOf(settings);

    /// <summary>The path of the embedded record.</summary>
    public static string RecordPathOf(AllSettings settings) => InDataFolder(settings, RecordName);

    /// <summary>Reads the private key. Where none is configured, the first start makes one in the data folder, readable by its owner only.</summary>
    /// <exception cref="AuditFormatException">The file has no private key on P-256, or is missing although it has signed before.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static async Task<AuditKey> OpenAsync(AllSettings settings, AuditStore store, CancellationToken cancellation)
    {
        var file = PathOf(settings);
        if (settings.Audit.KeyFile == "" && !File.Exists(file))
        {
            if ((await store.StatusAsync(cancellation)).Covered > 0)
            {
                throw new AuditFormatException(
                    "the file is missing, and the audit record was signed with its key. Restore the file. Where it is lost, make a new one "
                    + $"({MakeOne}), name it in Audit:KeyFile, and keep the old public key for verifying: audit verify --key OLD --key NEW.");
            }

            Make(settings, file);
        }

        return Open(settings.Audit.Origin, await File.ReadAllTextAsync(file, cancellation));
    }

    /// <summary>Reads a public key from a file in PEM, or the public half of a private one.</summary>
    /// <exception cref="AuditFormatException">The file has no key on P-256.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AuditPublicKey ReadPublic(string origin, string file)
    {
        using var key = Parse(File.ReadAllText(file));
        return AuditPublicKey.From(origin, key.ExportSubjectPublicKeyInfo(), isWitness: false);
    }

    private static string InDataFolder(AllSettings settings, string name) => Path.Combine(settings.Server.DataFolder, name);

    private static AuditKey Open(string origin, string pem)
    {
        var key = Parse(pem);
        try
        {
            // A public key is read as well, and would fail at the first checkpoint.
            key.SignData([], HashAlgorithmName.SHA256);
            return new(origin, key);
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new AuditFormatException($"the file has no private key ({e.Message}). Make one: {MakeOne}");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static ECDsa Parse(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new AuditFormatException($"the file has no ECDSA key in PEM without a password ({e.Message}).");
        }
    }

    private static void Make(AllSettings settings, string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(Path.GetFullPath(InDataFolder(settings, PublicName)), key.ExportSubjectPublicKeyInfoPem());
        Write(file, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Writes a file that is there whole or not at all.</summary>
    private static void Write(string file, string text)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(text + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
    }
}

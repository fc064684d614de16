namespace HazmatTrack.Domain.Access;

/// <summary>A key that was made and is not stored yet.</summary>
/// <param name="text">The key, which is shown once and kept nowhere.</param>
/// <param name="id">Its id, by which it is listed, revoked and named in records.</param>
/// <param name="secret">What is stored of its secret.</param>
public sealed class ApiKeyDraft(string text, string id, SecretHash secret)
{
    public string Text => text;

    public string Id => id;

    public SecretHash Secret => secret;

    /// <summary>The id alone, so that no log shows the key.</summary>
    public override string ToString() => id;
}

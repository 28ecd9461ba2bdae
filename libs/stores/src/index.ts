export { CertificateKeys } from './certificates/certificate-keys';
export {
  type CertificateRow,
  certificateColumns,
  certificateText,
  digestOfIds,
  subjectOf,
} from './certificates/certificate-text';
export {
  type JudgedCertificate,
  nameOf,
  type StoredVerdict,
  signCertificatesAnew,
  verifyCertificates,
} from './certificates/stored-certificates';
export { ProblemDto } from './dto/store.dto';
export { problemOf } from './problem';
export { type DirectoryEntry, StoreDirectory } from './store-directory';
export { requireTenant } from './stores.controller';
export { StoresModule } from './stores.module';
export { StoresService } from './stores.service';
export { type SyncKind, syncKinds, type Topic, topics } from './topics';
export { StoredCallRecorder } from './wechat/call-recorder';
export { PlatformTokens } from './wechat/platform-tokens';
export { refreshTokenContext, StoreCredentials, secretContext } from './wechat/store-credentials';

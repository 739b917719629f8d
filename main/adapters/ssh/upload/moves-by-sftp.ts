import type { RemoteSide } from './remote-side.ts';
import type { SftpSide } from './sftp-side.ts';

/** A shell that answers, beside SFTP that renames: `mv` would step into a folder that came there meanwhile. */
export class MovesBySftp implements RemoteSide {
  readonly look: RemoteSide['look'];
  readonly digest: RemoteSide['digest'];
  readonly setMode: RemoteSide['setMode'];
  readonly setOwner: RemoteSide['setOwner'];
  readonly move: RemoteSide['move'];
  readonly drop: RemoteSide['drop'];
  readonly linkTarget: RemoteSide['linkTarget'];
  readonly close: RemoteSide['close'];

  constructor(shell: RemoteSide, files: SftpSide) {
    this.look = () => shell.look();
    // Where no tool of the target tells a digest, it is read back.
    this.digest = async (of) => {
      const told = await shell.digest(of);
      return told.ok && told.value === null ? files.digest(of) : told;
    };
    this.setMode = (of, mode) => shell.setMode(of, mode);
    this.setOwner = (of, owner) => shell.setOwner(of, owner);
    this.move = () => (files.canReplace ? files.move() : shell.move());
    this.drop = () => shell.drop();
    this.linkTarget = () => shell.linkTarget();
    this.close = () => shell.close();
  }
}
